/* labels: the names of classes in another language, from lib/text/classes. */
#include "base/mem.h"
#include "base/text.h"
#include "segment.h"

const char *const label_sets[] = {"en", "zh", NULL};

/* Lines of name,label without quotes behind a header. */
bool
labels_begin(struct segment *s)
{
	const struct text *t;
	struct str rest, line, name, label;

	if (given.labels <= 0)
		return true;
	t = text_find("classes", str_of(label_sets[given.labels]));
	rest = text_view(t);
	(void)str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line) && line.n > 0) {
		if (!str_split(&line, ',', &name) ||
		    !str_split(&line, ',', &label))
			continue;
		/* Both grow alike: labels may repeat, so they are numbered. */
		(void)names_add(&s->label_names, name);
		s->label = mem_grow(s->label, &s->label_room,
		    s->label_names.count, sizeof(*s->label));
		s->label[s->label_names.count - 1] = label;
	}
	return true;
}

void
labels_end(struct segment *s)
{
	names_free(&s->label_names);
	mem_free(s->label);
}

struct str
label_of(const struct segment *s, struct str name)
{
	uint32_t k = names_find(&s->label_names, name);

	return k == NAMES_NONE ? name : s->label[k];
}

struct str
class_label(const struct segment *s, size_t k)
{
	return label_of(s, s->way->class_name(s, k));
}

void
put_class(const struct segment *s, size_t k)
{
	put_text(&s->put, class_label(s, k));
}
