/* Ignored people: see ignore.h. */
#include "conf/ignore.h"

#include <string.h>

#include "shared/mask.h"
#include "shared/names.h"

struct entry {
	char text[IGNORE_PATTERN];
	size_t len;
	usec until; /* of clock_mono; 0: it has no end */
};

static struct {
	struct entry entry[IGNORE_MOST];
	size_t count;
} ignored;

static struct str
pattern_of(const struct entry *entry)
{
	return (struct str) { entry->text, entry->len };
}

static bool
is_over(const struct entry *entry)
{
	return entry->until != 0 && entry->until <= clock_mono();
}

/* Removes the entries whose time is over. */
static void
drop_over(void)
{
	size_t kept = 0;

	for (size_t i = 0; i < ignored.count; i++)
		if (!is_over(&ignored.entry[i]))
			ignored.entry[kept++] = ignored.entry[i];
	ignored.count = kept;
}

/* Returns the number of the pattern, or that after the last. */
static size_t
find(struct str pattern)
{
	size_t i = 0;

	while (i < ignored.count &&
	    !str_caseeq(pattern_of(&ignored.entry[i]), pattern))
		i++;
	return i;
}

const char *
ignore_add(struct str pattern)
{
	return ignore_add_until(pattern, 0);
}

const char *
ignore_add_until(struct str pattern, usec until)
{
	size_t i;

	if (text_check(pattern, IGNORE_PATTERN) != CODE_OK ||
	    memchr(pattern.at, ' ', pattern.len) != NULL)
		return "must be a name of up to 64 bytes, with * and ?";
	drop_over();
	i = find(pattern);
	if (until != 0 && i < ignored.count && ignored.entry[i].until == 0)
		return "ignored without an end already";
	if (i == IGNORE_MOST)
		return "too many, limit 100";
	ignored.count += i == ignored.count;
	ignored.entry[i] =
	    (struct entry) { .len = pattern.len, .until = until };
	memcpy(ignored.entry[i].text, pattern.at, pattern.len);
	return NULL;
}

bool
ignore_remove(struct str pattern)
{
	const size_t i = find(pattern);

	if (i == ignored.count)
		return false;
	ignored.count--;
	memmove(&ignored.entry[i], &ignored.entry[i + 1],
	    (ignored.count - i) * sizeof(ignored.entry[0]));
	return true;
}

void
ignore_clear(void)
{
	ignored.count = 0;
}

bool
ignore_has(struct str name)
{
	for (size_t i = 0; i < ignored.count; i++)
		if (!is_over(&ignored.entry[i]) &&
		    mask_matches(pattern_of(&ignored.entry[i]), name))
			return true;
	return false;
}

usec
ignore_left(size_t i)
{
	const usec now = clock_mono();

	if (i >= ignored.count || ignored.entry[i].until == 0)
		return 0;
	return ignored.entry[i].until > now ? ignored.entry[i].until - now : 1;
}

struct str
ignore_at(size_t i)
{
	if (i == 0)
		drop_over();
	return i < ignored.count ? pattern_of(&ignored.entry[i]) : STR("");
}
