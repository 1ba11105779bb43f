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
