/*
 * A message of several lines in one line of the protocol: "lines TO LENGTHS
 * TEXT" as workers say it, and the history's record. LENGTHS has the bytes of
 * each line: "5,0,8+9". A ',' before a length begins a new line, for which TEXT
 * has a space; a '+' continues the line before, so a line can come in several
 * parts. TEXT is therefore the whole message, with spaces for its line breaks.
 */
#ifndef SHARED_MESSAGE_LINES_H
#define SHARED_MESSAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "codes.h"
#include "limits.h"
#include "str.h"

/* One line of a message, or a part of one. */
struct message_line {
	struct str text; /* may be empty */
	bool continues; /* it is a further part of the line before */
};

/*
 * Takes the next line from the front of the two words. Returns false if there
 * are no more, or if they are malformed.
 */
bool message_lines_next(
    struct str *lengths, struct str *text, struct message_line *line);

/*
 * Returns CODE_OK if these are the lines of a message, each a valid text or
 * empty, or what is wrong: one line must have a text, and a part that continues
 * a line, too.
 */
enum code message_lines_check(struct str lengths, struct str text);

/*
 * Returns how many lines have a text. Writes a map with a letter for each line
 * into the room: t text, c text that continues the line before, e an empty
 * line. The map is empty if every line is plain text.
 */
size_t message_lines_map(
    struct str lengths, char room[LIMIT_LINES], struct str *map);

/* A message that is being collected. All zero is an empty one. */
struct message_lines {
	size_t count; /* of lines and parts */
	bool has_text;
	size_t lengths_len, text_len;
	char lengths[LIMIT_LENGTHS];
	char text[LIMIT_LINES_TEXT];
};

/* Empties it. */
void message_lines_clear(struct message_lines *lines);

/*
 * Adds a line or a part. Returns CODE_OK, or why it cannot be added: too-many,
 * too-long or bad-text.
 */
enum code message_lines_add(
    struct message_lines *lines, struct message_line line);

/* Return the two words of the message. */
struct str message_lines_lengths(const struct message_lines *lines);
struct str message_lines_text(const struct message_lines *lines);

#endif
