#include "expr/lex.h"

#include "num/parse.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters, _ and whatever is not ASCII. */
static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static char
at(const struct lex *l, size_t i)
{
	return i < l->text.n ? l->text.p[i] : '\0';
}

struct str
lex_piece(const struct lex *l)
{
	return (struct str){l->text.p + l->from, l->next - l->from};
}

static void
bad(struct lex *l, const char *problem)
{
	l->token = TOKEN_BAD;
	l->problem = problem;
}

static size_t
digits(const struct lex *l, size_t i)
{
	size_t from = i;

	while (is_digit(at(l, i)))
		i++;
	return i - from;
}

/* dddd-dd-dd: a date, never two subtractions. */
static bool
is_date(const struct lex *l)
{
	size_t i = l->from;

	return digits(l, i) == 4 && at(l, i + 4) == '-' &&
	       digits(l, i + 5) == 2 && at(l, i + 7) == '-' &&
	       digits(l, i + 8) == 2;
}

static void
lex_date(struct lex *l)
{
	static const struct zone utc = {0};
	size_t end = l->from + 10;
	enum date_status status;

	if (at(l, end) == 'T' || at(l, end) == 't')
		while (is_digit(at(l, end + 1)) || at(l, end + 1) == ':' ||
		       at(l, end + 1) == '.')
			end++;
	l->next = end == l->from + 10 ? end : end + 1;
	l->token = TOKEN_DATE;
	l->value.kind = EXPR_DATE;
	status = date_parse(NULL, &utc, lex_piece(l), &l->value.as.date);
	if (status != DATE_OK)
		bad(l, date_problem(status));
}

static void
lex_number(struct lex *l)
{
	size_t i = l->from;
	struct str s;

	i += digits(l, i);
	if (at(l, i) == '.')
		i += 1 + digits(l, i + 1);
	if (at(l, i) == 'e' || at(l, i) == 'E') {
		size_t sign = at(l, i + 1) == '-' || at(l, i + 1) == '+';
		size_t n = digits(l, i + 1 + sign);

		i += n > 0 ? 1 + sign + n : 0;
	}
	l->next = i;
	s = lex_piece(l);
	l->token = TOKEN_NUMBER;
	l->value.kind = EXPR_DEC;
	if (begins_name(at(l, i)) || at(l, i) == '.')
		bad(l, "not a number");
	else if (dec_parse(NULL, s, &l->value.as.dec) == DEC_OK)
		return;
	l->value.kind = EXPR_REAL;
	if (l->token != TOKEN_BAD &&
	    parse_real(s, '.', &l->value.as.real) != PARSE_OK)
		bad(l, "not a number, or out of range");
}

/* Up to the closing mark, which stands for itself when doubled. */
static void
lex_quoted(struct lex *l, char close, enum token token, const char *problem)
{
	size_t i = l->from + 1, n = 0;
	char *copy = arena_alloc(l->arena, l->text.n - l->from);

	for (;; i++) {
		if (i >= l->text.n) {
			l->next = l->text.n;
			bad(l, problem);
			return;
		}
		if (l->text.p[i] == close && at(l, i + 1) != close)
			break;
		if (l->text.p[i] == close)
			i++;
		copy[n++] = l->text.p[i];
	}
	l->next = i + 1;
	l->token = token;
	l->value.kind = EXPR_TEXT;
	l->value.as.text = (struct str){copy, n};
	if (str_trim(l->value.as.text).n == 0)
		bad(l, token == TOKEN_NAME ? "a name without letters"
					   : "an empty text: write 'is empty'");
}

static void
lex_word(struct lex *l)
{
	static const struct {
		const char *word;
		enum token token;
	} words[] = {{"and", TOKEN_AND}, {"or", TOKEN_OR}, {"not", TOKEN_NOT},
	    {"in", TOKEN_IN}, {"between", TOKEN_BETWEEN}, {"is", TOKEN_IS},
	    {"empty", TOKEN_NOTHING}, {"true", TOKEN_TRUE},
	    {"false", TOKEN_FALSE}};
	size_t i = l->from;

	while (begins_name(at(l, i)) || is_digit(at(l, i)) || at(l, i) == '.')
		i++;
	l->next = i;
	l->token = TOKEN_NAME;
	l->value.kind = EXPR_TEXT;
	l->value.as.text = lex_piece(l);
	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
		if (str_eq_nocase(l->value.as.text, str_of(words[k].word)))
			l->token = words[k].token;
}

static void
lex_sign(struct lex *l)
{
	static const struct {
		char text[3];
		enum token token;
	} signs[] = {{"==", TOKEN_EQ}, {"!=", TOKEN_NE}, {"<>", TOKEN_NE},
	    {"<=", TOKEN_LE}, {">=", TOKEN_GE}, {"=", TOKEN_EQ},
	    {"<", TOKEN_LT}, {">", TOKEN_GT}, {"(", TOKEN_OPEN},
	    {")", TOKEN_CLOSE}, {",", TOKEN_COMMA}, {"+", TOKEN_PLUS},
	    {"-", TOKEN_MINUS}, {"*", TOKEN_TIMES}, {"/", TOKEN_OVER}};
	struct str rest = {l->text.p + l->from, l->text.n - l->from};

	for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
		if (str_starts(rest, str_of(signs[k].text))) {
			l->token = signs[k].token;
			l->next = l->from + strlen(signs[k].text);
			return;
		}
	l->next = l->from + 1;
	bad(l, "this has no meaning here");
}

void
lex_next(struct lex *l)
{
	char c;

	if (l->token == TOKEN_BAD)
		return;
	while (l->next < l->text.n && strchr(" \t\r\n", at(l, l->next)) &&
	       at(l, l->next) != '\0')
		l->next++;
	l->from = l->next;
	c = at(l, l->from);
	if (l->from == l->text.n)
		l->token = TOKEN_END;
	else if (is_date(l))
		lex_date(l);
	else if (is_digit(c) || (c == '.' && is_digit(at(l, l->from + 1))))
		lex_number(l);
	else if (c == '\'')
		lex_quoted(l, '\'', TOKEN_TEXT, "the text does not end");
	else if (c == '"' || c == '[')
		lex_quoted(l, c == '[' ? ']' : '"', TOKEN_NAME,
		    "the name does not end");
	else if (begins_name(c))
		lex_word(l);
	else
		lex_sign(l);
}

void
lex_begin(struct lex *l, struct str text, struct arena *arena)
{
	*l = (struct lex){.text = text, .arena = arena, .token = TOKEN_END};
	lex_next(l);
}
