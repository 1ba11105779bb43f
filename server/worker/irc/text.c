/* Lines, words, dates, targets and actors: see text.h. */
#include "worker/irc/text.h"

#include <assert.h>
#include <string.h>

#include "shared/clock.h"

/* The most bytes of a client's word that an error shows. */
#define SHOWN ((size_t)100)

bool
irc_has(struct str letters, char letter)
{
	return letters.len > 0 &&
	    memchr(letters.at, letter, letters.len) != NULL;
}

struct str
irc_word(struct str word)
{
	if (word.len == 0 || word.at[0] == ':' || irc_has(word, ' '))
		return STR("*");
	return irc_shown(word, SHOWN);
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
irc_cat(char *room, size_t size, const struct str *pieces, size_t count)
{
	size_t len = 0;
	const bool fits = irc_add(room, size, &len, pieces, count);

	assert(fits);
	return (struct str) { room, len };
}

struct str
irc_about(char room[2 * IRC_BODY], const struct str *words, size_t count)
{
	struct buf buf;

	buf_init(&buf, room, 2 * IRC_BODY);
	(void)buf_say(&buf, words, count); /* words of one line: they fit */
	return (struct str) { room, buf_len(&buf) - (count > 0) };
}

static void
cut_params(struct str rest, struct irc_line *line)
{
	for (rest = str_strip_front(rest); rest.len > 0;
	     rest = str_strip_front(rest)) {
		struct str *param = &line->param[line->count++];
		if (str_skip(&rest, STR(":")) || line->count == IRC_PARAMS) {
			*param = rest;
			return;
		}
		*param = str_word(&rest);
	}
}

enum irc_read
irc_line_read(struct str text, struct irc_line *line)
{
	struct str rest = text, command;
	size_t body;
	bool speaks;

	*line = (struct irc_line) { .count = 0 };
	while (rest.len > 0 && rest.at[rest.len - 1] == '\r')
		rest.len--;
	/* Some clients end a line at a CR, so none may be passed on. */
	if (irc_has(rest, '\0') || irc_has(rest, '\r'))
		return IRC_NOTHING;
	if (str_skip(&rest, STR("@"))) {
		const struct str tags = str_word(&rest);
		if (tags.len > IRC_TAGS_EACH)
			return IRC_TOO_LONG;
		line->tags = tags;
	}
	body = rest.len + LITERAL_LEN("\r\n");
	rest = str_strip_front(rest);
	if (str_begins(rest, STR(":")))
		(void)str_word(&rest);
	rest = str_strip_front(rest);
	command = str_word(&rest);
	speaks = str_caseeq(command, STR("PRIVMSG")) ||
	    str_caseeq(command, STR("NOTICE"));
	if (body > (speaks ? IRC_MESSAGE : IRC_BODY))
		return IRC_TOO_LONG;
	if (command.len == 0 || command.at[0] == ':')
		return IRC_NOTHING;
	line->command = command;
	cut_params(rest, line);
	return IRC_OK;
}

bool
irc_tag_next(struct str *tags, struct str *key, struct str *value)
{
	while (tags->len > 0) {
		*value = str_cut(tags, ';');
		*key = str_cut(value, '=');
		if (key->len > 0)
			return true;
	}
	return false;
}

bool
irc_tag_find(struct str tags, struct str key, struct str *value)
{
	struct str other, its;
	bool found = false;

	while (irc_tag_next(&tags, &other, &its))
		if (str_eq(other, key)) {
			*value = its;
			found = true;
		}
	return found;
}

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

struct str
irc_piece(struct str *text, size_t room)
{
	struct str piece = irc_shown(*text, room);
	size_t at = piece.len;

	if (piece.len == 0 && text->len > 0) /* this is no UTF-8 */
		piece.len = at = room;
	while (at > 0 && piece.len - at < IRC_PIECE_NEAR &&
	    piece.at[at - 1] != ' ')
		at--;
	if (piece.len < text->len && at > 0 && piece.at[at - 1] == ' ')
		piece.len = at;
	if (piece.len > 0)
		str_drop(text, piece.len);
	return piece;
}

#define LAST ((uint64_t)253402300799) /* the last second of the year 9999 */

struct str
irc_date(uint64_t time, char room[DATE_TEXT])
{
	(void)str_date(time, room); /* it is valid */
	room[IRC_DATE - 1] = 'Z';
	return (struct str) { room, IRC_DATE };
}

bool
irc_date_read(struct str date, uint64_t *time)
{
	char room[DATE_TEXT];
	uint64_t low = 0, high = LAST * 1000 + 999;

	if (date.len != IRC_DATE)
		return false;
	/* Later times have greater texts, so it is found by halves. */
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;
		if (memcmp(irc_date(middle * MSEC, room).at, date.at,
			IRC_DATE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*time = low * MSEC;
	return str_eq(irc_date(*time, room), date);
}

bool
irc_next_word(struct str *words, struct str *word)
{
	*word = *words;
	if (words->len == 0)
		return false;
	*word = str_cut(words, ',');
	return true;
}

struct str
irc_group(struct str channel)
{
	if (channel.len < 2 || channel.at[0] != '#')
		return (struct str) { NULL, 0 };
	return (struct str) { channel.at + 1, channel.len - 1 };
}

/* What the targets of messages begin with. */
static const struct {
	struct str irc;
	struct str router;
} parts[] = { { LIT("@#"), LIT("o:") }, { LIT("+#"), LIT("v:") },
	{ LIT(""), LIT("@") }, { LIT("#"), LIT("") } };

struct irc_target
irc_target(struct str word)
{
	size_t i = 0;

	while (!str_skip(&word, parts[i].router))
		i++;
	return (struct irc_target) { parts[i].irc, word };
}

struct str
irc_target_of(struct str target, char room[IRC_TARGET])
{
	size_t i = 0, len = 0;

	while (parts[i].irc.len == 0 ? str_begins(target, STR("#")) :
				       !str_skip(&target, parts[i].irc))
		i++;
	if (target.len > 0) /* or it is invalid, and stays empty */
		(void)irc_add(
		    room, IRC_TARGET, &len, STRS(parts[i].router, target));
	return (struct str) { room, len };
}

struct irc_actor
irc_actor(struct str actor)
{
	struct irc_actor self = { .mask = actor };
	struct str rest = actor;

	self.name = str_cut(&rest, '!');
	if (rest.len == 0)
		return self;
	(void)str_cut(&rest, '!');
	if (rest.len > 0)
		self.mask.len = (size_t)(rest.at - 1 - actor.at);
	self.account = str_cut(&rest, '!');
	if (str_eq(self.account, STR("*")))
		self.account.len = 0;
	self.flags = rest;
	return self;
}
