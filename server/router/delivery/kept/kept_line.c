/* Lines that wait to be stored: see kept_line.h. */
#include "router/delivery/kept/kept_line.h"

#include <string.h>

#include "shared/grammar.h"

struct kept_line
kept_line_read(struct str line)
{
	struct kept_line parts = { .id = 0 };
	struct str attr;

	if (line.len > 0 && line.at[line.len - 1] == '\n')
		line.len--;
	(void)str_word(&line); /* log */
	attr = str_word(&line);
	parts.closed = attr.len > 0 && attr.at[0] == 'c';
	parts.more = attr.len > 1;
	(void)str_word(&line); /* the verb */
	(void)str_to_number(
	    str_word(&line), UINT64_MAX, &parts.id); /* was written so */
	parts.where = str_word(&line);
	return parts;
}

bool
kept_line_follows(struct str line, struct kept_line *last)
{
	struct command command;
	struct kept_line parts;

	if (grammar_parse(line, FROM_ROUTER, &command) != CODE_OK ||
	    command.rule->verb != VERB_LOG)
		return false;
	parts = kept_line_read(line);
	if (parts.id < last->id || (parts.id == last->id && !last->more))
		return false;
	*last = parts;
	return true;
}

struct walk {
	void (*take)(struct str line, void *of);
	void *of;
};

static struct str
text_of(struct piece piece)
{
	return (struct str) { piece.segment->data + piece.start,
		piece.end - piece.start };
}

/* Returns the first line of the text, without its LF. */
static struct str
first_line(struct str text)
{
	return (struct str) { text.at,
		(size_t)((const char *)memchr(text.at, '\n', text.len) -
		    text.at) };
}

static void
walk_piece(struct piece piece, void *of)
{
	const struct walk *walk = of;
	struct str text = text_of(piece);

	while (text.len > 0) {
		const struct str line = first_line(text);
		walk->take(line, walk->of);
		str_drop(&text, line.len + 1);
	}
}

void
kept_line_each(
    const struct outq *queue, void (*take)(struct str line, void *of), void *of)
{
	struct walk walk = { take, of };

	outq_pieces(queue, walk_piece, &walk);
}
