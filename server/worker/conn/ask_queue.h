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

/*
 * The most commands that can wait for an answer at a time, and the bytes of
 * text that are kept with all of them. A line of a front has at most 512 bytes,
 * and so a few hundred commands, each with one of its words.
 */
#define ASK_QUEUE_MOST 1024
#define ASK_QUEUE_TEXT ((size_t)64 * 1024)

/*
 * One command that waits for its answer. Only the front's own have what and
 * word.
 */
struct ask {
	enum verb verb; /* VERB_NONE: none was recognised */
	bool own;
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

/*
 * Returns whether so much waits that no further line of the client may be
 * taken.
 */
bool ask_queue_is_full(const struct ask_queue *asks);

/*
 * Appends a command that goes up, and copies the text of ask.word. Returns
 * false if there is no room.
 */
bool ask_queue_add(struct ask_queue *asks, struct ask ask);

/*
 * Takes the router's next line. Returns its relation to the command that is
 * answered next and copies that command into *ask; ask->word stays valid until
 * ask_queue_rest, which is called after each line and frees the text if nothing
 * waits any more.
 */
enum relation ask_queue_match(
    struct ask_queue *asks, const struct command *line, struct ask *ask);
void ask_queue_rest(struct ask_queue *asks);

#endif
