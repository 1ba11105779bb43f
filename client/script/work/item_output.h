/*
 * The output of the commands of forkcast work -o, which goes to a group line by
 * line, an item at a time, before the item is done.
 */
#ifndef CLIENT_SCRIPT_WORK_ITEM_OUTPUT_H
#define CLIENT_SCRIPT_WORK_ITEM_OUTPUT_H

#include <stdbool.h>

#include "script/lines.h"
#include "script/script.h"
#include "script/work/jobs_in_progress.h"

struct item_output {
	struct lines lines;
	bool printing; /* the lines are of the oldest item that has printed */
};

void item_output_init(struct item_output *output, struct str group);

/*
 * Sends as much as may be sent now. An item whose output has been sent becomes
 * done.
 */
void item_output_say(struct item_output *output,
    struct in_progress *in_progress, struct script *script);

/*
 * Takes a line of the server; false if it does not answer one of ours. A
 * refusal for good ends the script.
 */
bool item_output_heed(struct item_output *output, struct script *script,
    const struct command *line);

/* Forgets everything, because the connection is lost. */
void item_output_lose(struct item_output *output);

#endif
