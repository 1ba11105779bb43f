/* Questions: see ask.h. */
#include "worker/irc/ask.h"

enum code
irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const enum code code = conn_ask(irc->conn, words, count,
	    (struct ask) { .what = what, .word = about });

	if (code == CODE_OK)
		irc->has_asked = true;
	return code;
}

struct str
irc_about(struct irc_about *room, const struct str *words, size_t count)
{
	struct buf buf;

	buf_init(&buf, room->text, sizeof(room->text));
	for (size_t i = 0; i < count; i++)
		(void)BUF_CAT(&buf, i > 0 ? STR(" ") : STR(""),
		    words[i]); /* of one line: it fits */
	return buf_str(&buf);
}
