/*
 * The tags of a line of IRC (IRCv3 message-tags): which there are, what they
 * say, and how that is written. Keys are looked at as they are, and none is
 * wrong: the specification forbids to refuse a line for one. Pure.
 */
#ifndef SERVER_WORKER_IRC_TAGS_H
#define SERVER_WORKER_IRC_TAGS_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"

struct irc_tag {
	struct str key; /* whole: what tells tags from each other */
	struct str vendor; /* of the key, before its '/'; or empty */
	struct str name; /* of the key, behind both */
	struct str value; /* as written; none is the same as an empty one */
	bool client; /* the key begins with '+': for other clients */
};

/*
 * Takes the next tag off *tags, which are as in struct irc_line; false if there
 * is none. One whose key comes again is left out: the last of them counts. To
 * know that, each is compared with those behind it, which for the 1,365 tags
 * that IRC_TAGS_EACH bytes can be is a million comparisons: some milliseconds.
 */
bool irc_tag_next(struct str *tags, struct irc_tag *tag);

/* Finds the value of the last tag with that key; false if there is none. */
bool irc_tag_find(struct str tags, struct str key, struct str *value);

/*
 * What a value says, which is never longer than it is written. It is put into
 * room, of value.len bytes; that may be the value's own memory. There may be CR
 * and LF in it, but no NUL.
 */
struct str irc_tag_unescape(struct str value, char *room);

/*
 * Appends a value as it is to be written, up to twice as long; or nothing, and
 * false, where the room does not do.
 */
bool irc_tag_escape(struct buf *buf, struct str value);

#endif
