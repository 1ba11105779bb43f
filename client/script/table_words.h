/*
 * The command lines of forkcast put, cut and get: their options and
 * arguments, and the server's command that they make.
 */
#ifndef CLIENT_SCRIPT_TABLE_WORDS_H
#define CLIENT_SCRIPT_TABLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "script/key_wait.h"
#include "script/script_data.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

struct table_words {
	struct script_options options;
	char *group; /* null: the table is a client's */
	enum verb verb;
	struct str word; /* of the verb */
	struct str id; /* of put -i: it is a swap; or empty */
	struct str table;
	struct str key; /* empty: all keys */
	bool lists; /* -l */
	bool waits; /* -w */
	struct key_wait wait;
	struct buf command; /* the server's, in line */
	char line[LIMIT_LINE];
};

/*
 * Reads the words of the command argv[0]. Ends the program if they are wrong.
 * The result refers to argv and to itself, so it must stay where it is.
 */
void table_words_read(struct table_words *words, int argc, char *const *argv);

#endif
