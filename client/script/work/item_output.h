/*
 * The output of the commands of forkcast work -o, an item at a time, before the
 * item is done: it goes to a group line by line, or back to the item's poster.
 */
#ifndef CLIENT_SCRIPT_WORK_ITEM_OUTPUT_H
#define CLIENT_SCRIPT_WORK_ITEM_OUTPUT_H

#include <stdbool.h>

#include "script/lines.h"
#include "script/script.h"
#include "script/work/jobs_in_progress.h"

/* The target that stands for the poster of the item. */
#define ITEM_OUTPUT_POSTER "@"

struct item_output {
	struct lines lines;
	bool replies; /* to the items' posters */
	bool printing; /* the lines are of the oldest item that has printed */
	char id[LIMIT_ID + 1]; /* of that item */
	bool dropped; /* its poster does not take the output */
};

/* Initializes for a group, or for ITEM_OUTPUT_POSTER. */
void item_output_init(struct item_output *output, const char *target);

/*
 * Sends as much as may be sent now. An item whose output has been sent becomes
 * done.
 */
void item_output_say(struct item_output *output,
    struct in_progress *in_progress, struct script *script);

/*
 * Takes a line of the server; false if it does not answer one of ours. If a
 * group refuses a line for good, this ends the script; if a poster does, the
 * rest of that item's output is dropped.
 */
bool item_output_heed(struct item_output *output, struct script *script,
    const struct command *line);

/*
 * Forgets what is on its way, because the connection is lost; but not that a
 * line could not be sent.
 */
void item_output_lose(struct item_output *output);

#endif
