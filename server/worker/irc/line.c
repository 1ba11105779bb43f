/* Lines of IRC, cut into their pieces: see line.h. */
#include "worker/irc/line.h"

#include <stdbool.h>

static bool
has(struct str text, char byte)
{
	return text.len > 0 && memchr(text.at, byte, text.len) != NULL;
}

static bool
begins_with(struct str text, char byte)
{
	return text.len > 0 && text.at[0] == byte;
}

static struct str
behind_first(struct str text)
{
	return (struct str) { text.at + 1, text.len - 1 };
}

static void
skip_spaces(struct str *rest)
{
	while (begins_with(*rest, ' '))
		*rest = behind_first(*rest);
}

static bool
is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool
is_command(struct str word)
{
	uint64_t number;
	size_t i = 0;

	while (i < word.len && is_letter(word.at[i]))
		i++;
	return i == word.len ||
	    (word.len == 3 && str_to_number(word, 999, &number));
}

static void
cut_params(struct str rest, struct irc_line *line)
{
	for (skip_spaces(&rest); rest.len > 0; skip_spaces(&rest)) {
		struct str *param = &line->param[line->count++];
		if (begins_with(rest, ':')) {
			*param = behind_first(rest);
			return;
		}
		if (line->count == IRC_PARAMS) {
			*param = rest;
			return;
		}
		*param = str_word(&rest);
	}
}

/* All behind the tags. */
static enum irc_read
cut_body(struct str rest, struct irc_line *line)
{
	if (rest.len > IRC_BODY - 2)
		return IRC_TOO_LONG;
	skip_spaces(&rest);
	if (begins_with(rest, ':'))
		(void)str_word(&rest);
	skip_spaces(&rest);
	if (rest.len == 0)
		return IRC_EMPTY;
	line->command = str_word(&rest);
	if (!is_command(line->command))
		return IRC_BAD_COMMAND;
	cut_params(rest, line);
	return IRC_OK;
}

enum irc_read
irc_line_read(struct str text, struct irc_line *line)
{
	*line = (struct irc_line) { .count = 0 };
	while (text.len > 0 && text.at[text.len - 1] == '\r')
		text.len--;
	/* A CR ends the line for some clients: it is to go out to none. */
	if (has(text, '\0') || has(text, '\r'))
		return IRC_BAD_BYTE;
	if (begins_with(text, '@')) {
		const struct str tags = behind_first(str_word(&text));
		if (tags.len > IRC_TAGS_EACH)
			return IRC_TAGS_TOO_LONG;
		line->tags = tags;
	}
	return cut_body(text, line);
}
