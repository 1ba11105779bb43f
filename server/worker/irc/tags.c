/* Tags of IRC: see tags.h. */
#include "worker/irc/tags.h"

/* Behind a backslash a letter stands for a byte; any other for itself. */
static const struct {
	char byte;
	char letter;
} escapes[] = { { ';', ':' }, { ' ', 's' }, { '\\', '\\' }, { '\r', 'r' },
	{ '\n', 'n' } };

/* The next one that has a key. */
static bool
next(struct str *tags, struct str *key, struct str *value)
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

	while (next(&tags, &other, &its))
		if (str_eq(other, key)) {
			*value = its;
			found = true;
		}
	return found;
}

/* Quicker than to find it: this is asked for each of many. */
static bool
comes_again(struct str tags, struct str key)
{
	while (tags.len > 0) {
		const struct str tag = str_cut(&tags, ';');
		if (tag.len >= key.len &&
		    (tag.len == key.len || tag.at[key.len] == '=') &&
		    memcmp(tag.at, key.at, key.len) == 0)
			return true;
	}
	return false;
}

static void
split_key(struct irc_tag *tag)
{
	struct str rest = tag->key;

	tag->client = rest.at[0] == '+';
	if (tag->client) {
		rest.at++;
		rest.len--;
	}
	tag->name = rest;
	tag->vendor = str_cut(&rest, '/');
	if (rest.at == NULL)
		tag->vendor.len = 0;
	else
		tag->name = rest;
}

bool
irc_tag_next(struct str *tags, struct irc_tag *tag)
{
	do {
		if (!next(tags, &tag->key, &tag->value))
			return false;
	} while (comes_again(*tags, tag->key));
	split_key(tag);
	return true;
}

static char
byte_of(char letter)
{
	for (size_t i = 0; i < COUNT(escapes); i++)
		if (escapes[i].letter == letter)
			return escapes[i].byte;
	return letter;
}

/* NUL: it needs no escape. */
static char
letter_of(char byte)
{
	for (size_t i = 0; i < COUNT(escapes); i++)
		if (escapes[i].byte == byte)
			return escapes[i].letter;
	return '\0';
}

struct str
irc_tag_unescape(struct str value, char *room)
{
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		const bool escape = value.at[i] == '\\';
		if (escape && ++i == value.len)
			break; /* it stands alone, for nothing */
		room[len] = value.at[i];
		if (escape)
			room[len] = byte_of(room[len]);
		len++;
	}
	return (struct str) { room, len };
}

bool
irc_tag_escape(struct buf *buf, struct str value)
{
	size_t len = value.len;
	char *room;

	for (size_t i = 0; i < value.len; i++)
		len += letter_of(value.at[i]) != '\0';
	if (buf_room(buf, &room) < len)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char byte = value.at[i];
		if (letter_of(byte) != '\0') {
			*room++ = '\\';
			byte = letter_of(byte);
		}
		*room++ = byte;
	}
	buf_filled(buf, len);
	return true;
}
