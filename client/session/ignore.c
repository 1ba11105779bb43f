/* Ignored people: see ignore.h. */
#include "session/ignore.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/mask.h"
#include "shared/names.h"
#include "text/words/fold.h"

/* A pattern, then what it is limited to, separated by spaces. */
struct entry {
	char text[IGNORE_ENTRY];
	size_t len;
	size_t pattern; /* length of the pattern */
	size_t group; /* length of the group; 0: all groups */
	unsigned kinds;
	bool except;
	char mask[IGNORE_TEXT_MOST + 2]; /* in lower case, between stars */
	size_t mask_len; /* 0: for any text */
	usec until; /* of clock_mono; 0: it has no end */
};

/* The words of the kinds, in the order in which they are kept. */
static const struct {
	struct str word;
	unsigned kinds;
} words[] = {
	{ LIT("private"), IGNORE_PRIVATE },
	{ LIT("public"), IGNORE_PUBLIC },
	{ LIT("actions"), IGNORE_ACTIONS },
	{ LIT("notices"), IGNORE_NOTICES },
	{ LIT("presence"), IGNORE_PRESENCE },
	/* irssi's. */
	{ LIT("msgs"), IGNORE_PRIVATE },
	{ LIT("publics"), IGNORE_PUBLIC },
	{ LIT("joins"), IGNORE_PRESENCE },
	{ LIT("parts"), IGNORE_PRESENCE },
	{ LIT("quits"), IGNORE_PRESENCE },
	{ LIT("nicks"), IGNORE_PRESENCE },
	{ LIT("all"), IGNORE_ALL },
};

/* How many of these are ours. */
#define OWN_WORDS 5

unsigned
ignore_kinds(struct str word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_caseeq(words[i].word, word))
			return words[i].kinds;
	return 0;
}

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

	if (entry->group == 0)
		return STR("");
	return (struct str) { entry->text + before, entry->group };
}

/* Takes the next word off the rest; skips spaces before it. */
static struct str
next_word(struct str *rest)
{
	while (rest->len > 0 && rest->at[0] == ' ')
		(void)str_word(rest);
	return str_word(rest);
}

/* Adds the kinds of "private,notices"; false if one is unknown. */
static bool
read_kinds(struct entry *entry, struct str list)
{
	entry->kinds = 0;
	while (list.at != NULL) {
		const unsigned kinds = ignore_kinds(str_cut(&list, ','));
		if (kinds == 0)
			return false;
		entry->kinds |= kinds;
	}
	return true;
}

void
ignore_put_kinds(struct buf *to, unsigned kinds, bool except)
{
	struct str before =
	    except ? STR(" " IGNORE_EXCEPT) : STR(" " IGNORE_ONLY);

	if (except && kinds == IGNORE_ALL)
		(void)BUF_CAT(to, before, STR("all")); /* it fits */
	for (size_t i = 0; i < OWN_WORDS && kinds != IGNORE_ALL; i++)
		if ((kinds & words[i].kinds) != 0) {
			(void)BUF_CAT(to, before, words[i].word); /* it fits */
			before = STR(",");
		}
}

/* Returns whether the word is no group, but says what the entry is for. */
static bool
is_limit(struct str word)
{
	return str_begins(word, STR(IGNORE_ONLY)) ||
	    str_begins(word, STR(IGNORE_EXCEPT)) ||
	    str_begins(word, STR(IGNORE_TEXT));
}

struct ignore_parts
ignore_parts(struct str entry)
{
	struct ignore_parts parts = { .pattern = next_word(&entry) };

	entry = str_strip(entry);
	if (entry.len > 0 && !is_limit(entry)) {
		parts.group = next_word(&entry);
		(void)str_skip(&parts.group, STR("#"));
		entry = str_strip(entry);
	}
	parts.except = str_skip(&entry, STR(IGNORE_EXCEPT));
	if (parts.except || str_skip(&entry, STR(IGNORE_ONLY)))
		parts.kinds = str_word(&entry);
	entry = str_strip(entry);
	if (str_skip(&entry, STR(IGNORE_TEXT))) {
		parts.text = str_strip(entry);
		entry.len = 0;
	}
	parts.rest = entry;
	return parts;
}

/* Returns null, or what is wrong with the parts. */
static const char *
parts_wrong(const struct ignore_parts *parts)
{
	if (text_check(parts->pattern, IGNORE_PATTERN) != CODE_OK)
		return "must be a name of up to 64 bytes, with * and ?";
	if (parts->group.at != NULL && group_check(parts->group) != CODE_OK)
		return code_text(group_check(parts->group)).at;
	if (parts->text.at != NULL &&
	    (text_check(parts->text, IGNORE_TEXT_MOST) != CODE_OK ||
		memchr(parts->text.at, '"', parts->text.len) != NULL))
		return "the text must have 1 to 200 bytes, and no quotes";
	return parts->rest.len > 0 ?
	    "must be PATTERN [GROUP] [only:KIND,...] [text:TEXT]" :
	    NULL;
}

/* Makes the mask of the entry, which matches what contains the text. */
static void
put_mask(struct entry *entry, struct str text)
{
	char room[IGNORE_TEXT_MOST];
	struct buf mask;

	buf_init(&mask, entry->mask, sizeof(entry->mask));
	if (text.len > 0)
		(void)BUF_CAT(&mask, STR("*"),
		    fold_text(text, room, sizeof(room)), STR("*")); /* fits */
	entry->mask_len = buf_len(&mask);
}

/* Fills the entry from the text. Returns null, or what is wrong. */
static const char *
read_entry(struct entry *entry, struct str text)
{
	const struct ignore_parts parts = ignore_parts(text);
	const char *wrong = parts_wrong(&parts);
	struct buf buf;

	if (wrong != NULL)
		return wrong;
	entry->kinds = IGNORE_ALL;
	if (parts.kinds.at != NULL && !read_kinds(entry, parts.kinds))
		return "only: is for private, public, actions, "
		       "notices and presence";
	entry->except = parts.except;
	entry->pattern = parts.pattern.len;
	entry->group = parts.group.len;
	put_mask(entry, parts.text);
	buf_init(&buf, entry->text, sizeof(entry->text));
	(void)BUF_CAT(&buf, parts.pattern,
	    entry->group > 0 ? STR(" ") : STR(""), parts.group);
	ignore_put_kinds(&buf, entry->kinds, entry->except);
	if (parts.text.len > 0)
		(void)BUF_CAT(&buf, STR(" " IGNORE_TEXT), parts.text);
	entry->len = buf_len(&buf); /* all of it fits */
	return NULL;
}

bool
ignore_same(struct str one, struct str other)
{
	struct entry read[2] = { { .len = 0 }, { .len = 0 } };

	return read_entry(&read[0], one) == NULL &&
	    read_entry(&read[1], other) == NULL &&
	    str_caseeq(whole(&read[0]), whole(&read[1]));
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

const char *
ignore_add(struct str entry)
{
	return ignore_add_until(entry, 0);
}

const char *
ignore_add_until(struct str entry, usec until)
{
	struct entry made = { .until = until };
	const char *wrong = read_entry(&made, entry);

	if (wrong != NULL)
		return wrong;
	drop_over();
	struct entry *place = ignore_find(&made);
	if (until != 0 && place < &ignored.entry[ignored.count] &&
	    place->until == 0)
		return "ignored without an end already";
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

/* A deed of somebody; the text, if there is one, is in lower case. */
struct deed {
	struct str name, group, text;
	unsigned kinds;
};

static bool
covers(const struct entry *entry, const struct deed *deed)
{
	const struct str where = group_of(entry);
	const struct str mask = { entry->mask, entry->mask_len };

	return (entry->kinds & deed->kinds) != 0 && !is_over(entry) &&
	    (where.len == 0 || str_caseeq(where, deed->group)) &&
	    mask_matches(pattern_of(entry), deed->name) &&
	    (mask.len == 0 ||
		(deed->text.at != NULL && mask_matches(mask, deed->text)));
}

bool
ignore_has_text(
    struct str name, struct str group, unsigned kinds, struct str text)
{
	char room[LIMIT_LINE];
	struct deed deed = { name, group, { NULL, 0 }, kinds };
	bool has = false;

	if (ignored.count == 0)
		return false;
	if (text.at != NULL)
		deed.text = fold_text(text, room, sizeof(room));
	for (size_t i = 0; i < ignored.count; i++) {
		const struct entry *entry = &ignored.entry[i];
		if ((has && !entry->except) || !covers(entry, &deed))
			continue;
		if (entry->except)
			return false;
		has = true;
	}
	return has;
}

bool
ignore_has(struct str name, struct str group, unsigned kinds)
{
	return ignore_has_text(name, group, kinds, (struct str) { NULL, 0 });
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
	return i < ignored.count ? whole(&ignored.entry[i]) : STR("");
}
