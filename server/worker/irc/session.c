/* The state of an IRC client: see session.h. */
#include "worker/irc/session.h"

#include "worker/conn/ask_queue.h"

struct str
irc_shown(struct str text, size_t most)
{
	if (text.len <= most)
		return text;
	text.len = most;
	while (
	    text.len > 0 && ((unsigned char)text.at[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

size_t
irc_copy(char *room, size_t size, struct str text)
{
	text = irc_shown(text, size);
	if (text.len > 0)
		memcpy(room, text.at, text.len);
	return text.len;
}

bool
irc_add(char *room, size_t size, size_t *len, const struct str *pieces,
    size_t count)
{
	struct buf buf;
	bool fits;

	buf_init(&buf, room, size);
	buf.end = *len;
	fits = buf_cat(&buf, pieces, count);
	*len = buf.end;
	return fits;
}

struct str
irc_nick(const struct irc *irc)
{
	const struct ask_queue *asked = irc->conn->asks;

	if (asked->name_len > 0)
		return (struct str) { asked->name, asked->name_len };
	if (irc->registration.nick.len > 0)
		return IRC_STR(irc->registration.nick);
	return STR("*");
}

void
irc_keep_host(struct irc *irc, struct str mask)
{
	(void)str_cut(&mask, '!');
	if (mask.len > 0)
		IRC_KEEP(irc->host, mask);
}

struct str
irc_cat(char *room, size_t size, const struct str *pieces, size_t count)
{
	struct buf buf;

	buf_init(&buf, room, size);
	(void)buf_cat(&buf, pieces, count); /* fits */
	return buf_str(&buf);
}

struct str
irc_self(const struct irc *irc, char room[IRC_MASK])
{
	if (irc->host.len == 0)
		return irc_nick(irc);
	return irc_cat(room, IRC_MASK,
	    IRC_WORDS(irc_nick(irc), STR("!"), IRC_STR(irc->host)));
}

bool
irc_settled(struct irc *irc)
{
	irc->conn->drains = irc->conn->asks->count > 0;
	return !irc->conn->drains;
}

enum code
irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const size_t used = count - (words[count - 1].len == 0);
	const enum code code = conn_ask(irc->conn, words, used,
	    (struct ask) { .what = what, .word = about });

	if (code == CODE_OK)
		irc->has_asked = true;
	return code;
}

struct str
irc_about(char room[2 * IRC_BODY], const struct str *words, size_t count)
{
	struct buf buf;

	buf_init(&buf, room, 2 * IRC_BODY);
	for (size_t i = 0; i < count; i++)
		(void)BUF_CAT(&buf, i > 0 ? STR(" ") : STR(""),
		    words[i]); /* words of one line: they fit */
	return buf_str(&buf);
}
