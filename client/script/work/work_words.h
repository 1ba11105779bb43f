/*
 * The words of forkcast work's command line after its options: boxes, and the
 * command after them.
 */
#ifndef CLIENT_SCRIPT_WORK_WORDS_H
#define CLIENT_SCRIPT_WORK_WORDS_H

#include <stddef.h>

#include "script/script.h"

struct work_words {
	char *const *boxes;
	size_t count; /* number of boxes; 1 at least */
	char *const *command; /* ended by a null */
};

/*
 * Tells boxes from the command. All words before the first "--" are boxes.
 * Without "--", the first word is a box, and so are the words after it up to
 * the first that names a program. Ends the program if something is missing, or
 * if there are more than most boxes.
 */
struct work_words work_words_read(
    const struct script_options *options, char *const *words, size_t most);

#endif
