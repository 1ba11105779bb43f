/* The command line of forkcast lock. */
#ifndef CLIENT_SCRIPT_LOCK_LOCK_WORDS_H
#define CLIENT_SCRIPT_LOCK_LOCK_WORDS_H

#include <stdbool.h>

#include "script/script_data.h"
#include "shared/clock.h"

struct lock_words {
	struct script_options options;
	char *table; /* a group */
	const char *key;
	char *const *command; /* with zero: null */
	size_t most; /* -m */
	bool gives_up; /* -w, after wait */
	usec wait;
	bool zero; /* -z */
};

/* Reads the words. Ends the program if they are wrong. */
void lock_words_read(struct lock_words *words, int argc, char *const *argv);

#endif
