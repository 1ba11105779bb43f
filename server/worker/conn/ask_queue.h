/*
 * Matches the router's lines to the commands that they answer, for a front that
 * sends commands of its own. Each command gets one answer, and answers come in
 * the order of the commands. An answer is ok, err, or the event that has the
 * client's own name as its actor; the lines of a list come before their ok. A
 * message of several lines is answered by its last one. A change of a mode is
 * answered by its event; the later line that says whether
 * the change is kept answers nothing. Data only, no I/O.
 */
#ifndef SERVER_WORKER_CONN_ASK_QUEUE_H
#define SERVER_WORKER_CONN_ASK_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"

/* The most commands that can wait for an answer at a time. */
#define ASK_QUEUE_MOST 256

/*
 * The most commands that one step of a front sends, and the most bytes of text
 * that the step keeps with them.
 */
#define ASK_QUEUE_STEP 8
#define ASK_QUEUE_STEP_TEXT ((size_t)4 * 1024)

/* The bytes of text that are kept with all commands together. */
#define ASK_QUEUE_TEXT ((size_t)16 * 1024)

/*
 * One command that waits for its answer. Only the front's own have what and
 * word.
 */
struct ask {
	enum verb verb; /* VERB_NONE: none was recognised */
	bool own;
	bool ends; /* the last command of the client's line */
	unsigned what;
	struct str word; /* the subject, as the client wrote it */
};

/* The commands that wait for an answer. All zero means none. */
struct ask_queue {
	struct ask ring[ASK_QUEUE_MOST];
	size_t first;
	size_t count;
	size_t lines_left; /* of the message of several lines being heard */
	size_t name_len; /* the client's name after the lines heard so far */
	char name[LIMIT_NAME];
	size_t text_len; /* used bytes of text; 0 when nothing waits */
	char text[ASK_QUEUE_TEXT];
};

/* Returns whether there is too little room for one more step. */
bool ask_queue_is_full(const struct ask_queue *asks);

/*
 * Appends a command that goes up. There must be room for the step that it
 * belongs to. The text of ask.word is copied.
 */
void ask_queue_add(struct ask_queue *asks, struct ask ask);

/*
 * Returns the command that was added last, or null if nothing waits for an
 * answer.
 */
struct ask *ask_queue_last(struct ask_queue *asks);

/*
 * Takes the router's next line. Returns its relation to the command that is
 * answered next and copies that command into *ask; ask->word stays valid until
 * the next ask_queue_add.
 */
enum relation ask_queue_match(
    struct ask_queue *asks, const struct command *line, struct ask *ask);

#endif
