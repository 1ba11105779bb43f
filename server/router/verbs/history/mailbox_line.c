/* The line in which the journal sends a letter: see mailbox_line.h. */
#include "router/verbs/history/mailbox_line.h"

#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/limits.h"

static struct {
	char *line; /* the event */
} mailbox_line;

/* Builds the event, and has the grammar check it. */
static bool
build(struct str id, struct str name, struct str rest, struct command *event)
{
	const struct str actor = str_word(&rest);
	struct buf line;

	buf_init(&line, mailbox_line.line, LIMIT_LINE);
	return BUF_CAT(&line, STR("tell "), id, STR(" "), actor, STR(" "), name,
		   STR(" "), rest) &&
	    grammar_parse(buf_str(&line), FROM_SERVER, event) == CODE_OK;
}

bool
mailbox_line_read(
    struct str name, struct str text, uint64_t *id, struct command *event)
{
	const struct str verb = str_word(&text);
	struct str where, letter;

	(void)str_word(&text); /* of the line of the log */
	where = str_word(&text);
	if (!str_eq(verb, STR("put")) || !str_skip(&where, STR("@")) ||
	    !str_caseeq(where, name) || !str_eq(str_word(&text), STR("letter")))
		return false;
	letter = str_word(&text);
	return letter.len <= LIMIT_ID &&
	    str_to_number(letter, UINT64_MAX, id) &&
	    build(letter, name, text, event);
}

MODULE(mailbox_line) = { TABLES(TABLE(mailbox_line.line, LIMIT_LINE)) };
