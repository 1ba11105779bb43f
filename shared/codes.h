/*
 * The two closed lists of codes: why a command was refused (code_) and why a
 * connection ends (bye_), each with its word and a sentence for people.
 */
#ifndef SHARED_CODES_H
#define SHARED_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum code {
	CODE_OK, /* not refused; has no word */
	CODE_BAD_COMMAND,
	CODE_BAD_NAME,
	CODE_BAD_GROUP,
	CODE_BAD_TEXT,
	CODE_TOO_LONG,
	CODE_NAME_TAKEN,
	CODE_NO_SUCH_NAME,
	CODE_NO_SUCH_GROUP,
	CODE_NOT_MEMBER,
	CODE_ALREADY_MEMBER,
	CODE_TOO_MANY,
	CODE_NOT_ALLOWED,
	CODE_SLOW_DOWN,
	CODE_EXISTS,
	CODE_CHANGED,
	CODE_NO_SUCH_KEY,
	CODE_ALREADY_HOLDER,
	CODE_NOT_HOLDER,
	CODE_NO_SUCH_ITEM,
	CODE_BAD_KEY,
	CODE_BANNED,
	CODE_INVITE_ONLY,
	CODE_GROUP_FULL,
	CODE_NOT_OPERATOR,
	CODE_NO_SUCH_MEMBER,
	CODE_MUTED,
	CODE_UNAVAILABLE,
	CODE_NOT_KEPT,
	CODE_NO_SUCH_MESSAGE,
	CODE_COUNT
};

enum bye {
	BYE_QUIT,
	BYE_KICKED,
	BYE_SLOW_READER,
	BYE_IDLE,
	BYE_TOO_FAST,
	BYE_PROTOCOL,
	BYE_SHUTDOWN,
	BYE_RESTART,
	BYE_SERVER_FULL,
	BYE_SERVER_GONE,
	BYE_INTERNAL,
	BYE_COUNT
};

/* A limit, and the length that exceeded it; 0: none, or not known. */
struct excess {
	uint64_t limit;
	uint64_t len;
};

/* What a worker says in place of the limit of a fault "protocol". */
#define FAULT_PROXY_2 UINT64_MAX /* a PROXY header of version 2 has come */
#define FAULT_TLS (UINT64_MAX - 1) /* TLS */
#define FAULT_FRAMES (UINT64_MAX - 2) /* no frames, on a WebSocket */
#define FAULT_NOT_FORWARDED (UINT64_MAX - 3) /* no request of a proxy's */

/* Room for the longest text with a limit, and a NUL. */
#define CODE_SAID 80

struct str code_word(enum code code); /* "bad-name" */
struct str code_text(enum code code); /* "invalid name: ..." */
struct str bye_word(enum bye bye);
struct str bye_text(enum bye bye);

/*
 * Returns the text of a code; for too-long and too-many with the size and the
 * limit: "too long: 3900 bytes, limit 3800". It ends with a NUL, as a code's
 * text does, and may be in room.
 */
struct str code_over(enum code code, struct excess over, char room[CODE_SAID]);

/* Find the code of a word; false if there is none. */
bool code_find(struct str word, enum code *code);
bool bye_find(struct str word, enum bye *bye);

#endif
