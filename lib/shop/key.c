#include "shop/key.h"

const char *const key_names[KEY_KINDS + 1] = {"text", "id", "email", NULL};

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n != 0;
}

static struct str
part(struct str s, size_t before, size_t behind)
{
	return (struct str){s.p + before, s.n - before - behind};
}

/* What spreadsheets and data frames put around numbers. */
static struct str
bare_id(struct str s)
{
	s = str_trim(s);
	if (str_starts(s, STR("'")))
		s = part(s, 1, 0);
	if (s.n >= 3 && str_starts(s, STR("=\"")) && str_ends(s, STR("\"")))
		s = part(s, 2, 1);
	s = str_trim(s);
	if (str_ends(s, STR(".0")) && all_digits(part(s, 0, 2)))
		s = part(s, 0, 2);
	return s;
}

static struct str
small_letters(struct str s, struct buf *b)
{
	char *to;

	s = str_trim(s);
	if (s.n == 0)
		return STR("");
	b->n = 0;
	to = buf_room(b, s.n);
	for (size_t i = 0; i < s.n; i++) {
		bool big = s.p[i] >= 'A' && s.p[i] <= 'Z';

		to[i] = big ? (char)(s.p[i] - 'A' + 'a') : s.p[i];
	}
	b->n = s.n;
	return buf_view(b);
}

struct str
key_normal(enum key kind, struct str s, struct buf *b)
{
	if (kind == KEY_ID)
		return bare_id(s);
	if (kind == KEY_EMAIL)
		return small_letters(s, b);
	return str_trim(s).n == 0 ? STR("") : s;
}
