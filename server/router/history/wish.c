/* The words of the commands that read: see wish.h. */
#include "router/history/wish.h"

#include "shared/limits.h"
#include "shared/names.h"

/* The words after HOW, in turn: an ID, N, or TEXT. */
#define PATTERN 4

/* The words, as they were read. */
struct words_read {
	uint64_t id[2];
	uint64_t count;
	struct str text;
};

static void
make_last(struct wish *wish, const struct words_read *read)
{
	wish->way = WISH_BACKWARD;
	wish->after = read->id[0];
}

static void
make_after(struct wish *wish, const struct words_read *read)
{
	wish->way = WISH_FORWARD;
	wish->after = read->id[0];
}

static void
make_before(struct wish *wish, const struct words_read *read)
{
	wish->way = WISH_BACKWARD;
	wish->before = read->id[0];
	wish->resumes_at_first = true;
}

static void
make_around(struct wish *wish, const struct words_read *read)
{
	wish->way = WISH_BACKWARD;
	wish->before = read->id[0];
	wish->around = true;
}

static void
make_between(struct wish *wish, const struct words_read *read)
{
	const bool back = read->id[0] > read->id[1];

	wish->way = back ? WISH_BACKWARD : WISH_FORWARD;
	wish->after = read->id[back ? 1 : 0];
	wish->before = read->id[back ? 0 : 1];
	wish->resumes_at_first = back;
}

static void
make_find(struct wish *wish, const struct words_read *read)
{
	wish->way = WISH_FIND;
	wish->before = read->id[0];
	wish->text = read->text;
}

/* The forms. Small letters are words that may lack or be 0. */
static const struct how {
	struct str word;
	char pattern[PATTERN + 1]; /* I: an ID, N: a number, T: a text */
	void (*make)(struct wish *wish, const struct words_read *read);
	bool has_lines; /* "lines" may come before it */
} hows[] = {
	{ LIT("last"), "Ni", make_last, true },
	{ LIT("after"), "zN", make_after, true },
	{ LIT("before"), "IN", make_before, true },
	{ LIT("around"), "IN", make_around, false },
	{ LIT("between"), "zIN", make_between, true },
	{ LIT("find"), "NzT", make_find, false },
};

static const struct how *
find_how(struct str word)
{
	for (size_t i = 0; i < COUNT(hows); i++)
		if (str_eq(hows[i].word, word))
			return &hows[i];
	return NULL;
}

static bool
read_id(struct str word, bool may_be_zero, uint64_t *id)
{
	return word.len > 0 && word.len <= LIMIT_ID &&
	    str_to_number(word, UINT64_MAX, id) &&
	    ((word.at[0] != '0' && *id > 0) ||
		(may_be_zero && str_eq(word, STR("0"))));
}

static enum code
read_text(struct str text, struct words_read *read, struct excess *over)
{
	const enum code code = text_check(text, WISH_TEXT);

	read->text = text;
	if (code == CODE_TOO_LONG)
		*over = (struct excess) { WISH_TEXT, text.len };
	return text.len > 0 ? code : CODE_BAD_COMMAND;
}

static enum code
read_count(struct str word, struct words_read *read, struct excess *over)
{
	if (!str_to_number(word, UINT64_MAX, &read->count) || read->count == 0)
		return CODE_BAD_COMMAND;
	if (read->count <= WISH_MOST)
		return CODE_OK;
	*over = (struct excess) { .limit = WISH_MOST };
	return CODE_TOO_MANY;
}

/* Reads the words by the pattern. */
static enum code
read_words(struct str rest, const char *pattern, struct words_read *read,
    struct excess *over)
{
	enum code code = CODE_OK;
	size_t ids = 0;

	for (; *pattern != '\0' && code == CODE_OK; pattern++) {
		if (*pattern == 'T')
			return read_text(rest, read, over);
		if (*pattern == 'i' && rest.at == NULL)
			break;
		struct str word = str_word(&rest);
		if (*pattern == 'N')
			code = read_count(word, read, over);
		else if (!read_id(word, *pattern != 'I', &read->id[ids++]))
			code = CODE_BAD_COMMAND;
	}
	return code == CODE_OK && rest.at != NULL ? CODE_BAD_COMMAND : code;
}

/* Takes a word that may be there, and the next one instead of it. */
static bool
take_option(struct str *word, struct str option, struct str *rest)
{
	if (!str_eq(*word, option))
		return false;
	*word = str_word(rest);
	return true;
}

enum code
wish_read(struct wish *wish, const struct command *command, struct excess *over)
{
	struct str rest = command->count > 2 ? command->arg[2] : STR("");
	struct str word = command->arg[1];
	struct words_read read = { .count = 0 };
	const struct how *how;
	enum code code;

	*over = (struct excess) { .limit = 0 };
	*wish = (struct wish) { .count = 0 };
	wish->only_said = take_option(&word, STR("said"), &rest);
	wish->in_lines = take_option(&word, STR("lines"), &rest);
	how = find_how(word);
	if (how == NULL || rest.len == 0 || (wish->in_lines && !how->has_lines))
		return CODE_BAD_COMMAND;
	code = read_words(rest, how->pattern, &read, over);
	if (code != CODE_OK)
		return code;
	wish->count = (uint32_t)read.count;
	wish->asked = read.id[0];
	how->make(wish, &read);
	return CODE_OK;
}

enum code
wish_read_talks(
    struct wish *wish, const struct command *command, struct excess *over)
{
	struct words_read read = { .count = 0 };
	enum code code;

	*over = (struct excess) { .limit = 0 };
	code = read_count(command->arg[2], &read, over);
	*wish = (struct wish) { .way = WISH_FORWARD,
		.count = (uint32_t)read.count };
	/* The grammar has passed both as IDs. */
	(void)str_to_number(command->arg[0], UINT64_MAX, &wish->after);
	(void)str_to_number(command->arg[1], UINT64_MAX, &wish->before);
	return code;
}

struct str
wish_way_word(enum wish_way way)
{
	static const struct str words[WISH_WAYS] = {
		[WISH_FORWARD] = LIT("forward"),
		[WISH_BACKWARD] = LIT("backward"),
		[WISH_FIND] = LIT("find"),
	};

	return words[way];
}

struct str
wish_how_word(const struct wish *wish, bool is_joined)
{
	static const struct str words[2][2][2] = {
		{ { LIT("members"), LIT("members,lines") },
		    { LIT("members,said"), LIT("members,said,lines") } },
		{ { LIT("joined"), LIT("joined,lines") },
		    { LIT("joined,said"), LIT("joined,said,lines") } },
	};

	return words[is_joined][wish->only_said][wish->in_lines];
}
