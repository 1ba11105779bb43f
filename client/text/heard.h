/*
 * An event as scripts see it: in its short form, whichever form the server
 * sent, and beside it the account, which only the full form has
 * (forkcast-protocol(7), FULL EVENTS). Pure.
 */
#ifndef CLIENT_TEXT_HEARD_H
#define CLIENT_TEXT_HEARD_H

#include <stdbool.h>

#include "shared/grammar.h"
#include "shared/str.h"

struct heard {
	struct command event; /* in short form; a note is a msg or a tell */
	struct str kind; /* its verb; of a note: "note" */
	struct str account; /* of the client that caused it; null: none */
	bool full; /* it came in full form */
};

/*
 * Takes an event of the server, whose words the result points to. Returns false
 * for an event that clients who want short events do not get; me is our name.
 */
bool heard_take(
    struct heard *heard, const struct command *event, struct str me);

/* Returns the name of the client that caused the event; empty if none did. */
struct str heard_causer(const struct heard *heard);

#endif
