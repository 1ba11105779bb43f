/* The state of /exec, and of places, which exec.c and place.c keep. */
#ifndef CLIENT_PERSON_EXEC_EXEC_STATE_H
#define CLIENT_PERSON_EXEC_EXEC_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/paste.h"
#include "session/program/output.h"
#include "session/program/program.h"
#include "shared/limits.h"

/* A place where something was typed (place.h). */
struct place_kept {
	unsigned server; /* the number of its chat */
	char origin[LIMIT_GROUP + 4]; /* the prefix of ui.h */
	size_t origin_len;
	char name[LIMIT_GROUP]; /* of the group or person, or empty */
	size_t name_len;
};

/* A command; all zero: none. */
struct exec {
	struct program program;
	struct output output; /* of both kinds unless it is sent */
	struct output errors; /* its standard error, if the output is sent */
	struct place_kept place; /* where it was typed */
	bool sends; /* the output is sent */
	bool waits; /* it has ended; text waits to be sent, or asked about */
	size_t lines; /* shown so far */
	char text[PASTE_MOST]; /* to be sent */
	size_t len;
};

#endif
