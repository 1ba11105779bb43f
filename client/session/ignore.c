/* Ignored people: see ignore.h. */
#include "session/ignore.h"

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/mask.h"
#include "shared/names.h"

/* A pattern and a group separated by a space, or a pattern alone. */
struct entry {
	char text[IGNORE_PATTERN + 1 + LIMIT_GROUP];
	size_t len;
	size_t pattern; /* length of the pattern */
};

static struct {
	struct entry entry[IGNORE_MOST];
	size_t count;
} ignored;

static struct str
whole(const struct entry *entry)
{
	return (struct str) { entry->text, entry->len };
}

static struct str
pattern_of(const struct entry *entry)
{
	return (struct str) { entry->text, entry->pattern };
}

/* Returns the group of the entry; empty means all groups. */
static struct str
group_of(const struct entry *entry)
{
	const size_t before = entry->pattern + 1;

	if (entry->len <= before)
		return STR("");
	return (struct str) { entry->text + before, entry->len - before };
}

/* Takes the next word off the rest; skips spaces before it. */
static struct str
next_word(struct str *rest)
{
	while (rest->len > 0 && rest->at[0] == ' ')
		(void)str_word(rest);
	return str_word(rest);
}

/* Fills the entry from the text. Returns null, or what is wrong. */
static const char *
read_entry(struct entry *entry, struct str text)
{
	const struct str pattern = next_word(&text);
	const struct str typed = next_word(&text);
	struct str group = typed;
	struct buf buf;

	(void)str_skip(&group, STR("#"));
	if (next_word(&text).len > 0)
		return "must be PATTERN [GROUP]";
	if (text_check(pattern, IGNORE_PATTERN) != CODE_OK)
		return "must be a name of up to 64 bytes, with * and ?";
	if (typed.len > 0 && group_check(group) != CODE_OK)
		return code_text(group_check(group)).at;
	buf_init(&buf, entry->text, sizeof(entry->text));
	(void)BUF_CAT(&buf, pattern, group.len > 0 ? STR(" ") : STR(""), group);
	entry->len = buf_len(&buf);
	entry->pattern = pattern.len;
	return NULL;
}

/* Returns the equal entry, or the place after the last. */
static struct entry *
ignore_find(const struct entry *wanted)
{
	size_t i = 0;

	while (i < ignored.count &&
	    !str_caseeq(whole(&ignored.entry[i]), whole(wanted)))
		i++;
	return &ignored.entry[i];
}

const char *
ignore_add(struct str entry)
{
	struct entry made = { .len = 0 };
	const char *wrong = read_entry(&made, entry);

	if (wrong != NULL)
		return wrong;
	struct entry *place = ignore_find(&made);
	if (place == &ignored.entry[IGNORE_MOST])
		return "too many, limit 100";
	if (place == &ignored.entry[ignored.count])
		ignored.count++;
	*place = made;
	return NULL;
}

bool
ignore_remove(struct str entry)
{
	struct entry wanted = { .len = 0 };

	if (read_entry(&wanted, entry) != NULL)
		return false;
	struct entry *place = ignore_find(&wanted);
	const size_t i = (size_t)(place - ignored.entry);
	if (i == ignored.count)
		return false;
	ignored.count--;
	memmove(place, place + 1, (ignored.count - i) * sizeof(*place));
	return true;
}

void
ignore_clear(void)
{
	ignored.count = 0;
}

bool
ignore_has(struct str name, struct str group)
{
	for (size_t i = 0; i < ignored.count; i++) {
		const struct entry *entry = &ignored.entry[i];
		const struct str where = group_of(entry);
		if ((where.len == 0 || str_caseeq(where, group)) &&
		    mask_matches(pattern_of(entry), name))
			return true;
	}
	return false;
}

struct str
ignore_at(size_t i)
{
	return i < ignored.count ? whole(&ignored.entry[i]) : STR("");
}
