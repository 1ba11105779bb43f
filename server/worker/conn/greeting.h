/*
 * Tells our own protocol from foreign ones by the first bytes of a line, as
 * long as the client has no name. This stops requests that somebody makes a
 * browser, or a client of another service, send to us. No state, no I/O.
 */
#ifndef SERVER_WORKER_CONN_GREETING_H
#define SERVER_WORKER_CONN_GREETING_H

#include <stdbool.h>

#include "shared/str.h"

enum greeting {
	GREETING_OPEN, /* undecided: more bytes may decide */
	GREETING_NATIVE, /* a line of our protocol, valid or not */
	GREETING_NO_NAME, /* native, but the word alone is no name */
	GREETING_FOREIGN /* foreign: this and all that follows is not to be read
			  */
};

/*
 * Classifies a line without its LF. If the line is not whole, classifies the
 * part that has come; GREETING_FOREIGN is then final, whatever follows.
 */
enum greeting greeting_read(struct str line, bool whole);

/* So many first bytes show every foreign word but an array's long number. */
#define GREETING_WORD 16

/*
 * Returns whether the first bytes of a client are a foreign word, which white
 * space ends, or another foreign beginning; for a service to which any text may
 * be sent.
 */
bool greeting_is_foreign_word(struct str bytes);

#endif
