/* The output of the commands of forkcast work -o: see item_output.h. */
#include "script/work/item_output.h"

#include <string.h>

#include "shared/die.h"
#include "shared/io.h"
#include "text/render.h"

/* Begins anew, but keeps in mind that a line was not sent. */
static void
item_output_begin(struct item_output *output)
{
	const bool unsent = output->lines.unsent;

	lines_init(&output->lines, output->lines.verb, output->lines.group, 0);
	output->lines.unsent = unsent;
	output->lines.quiet = output->replies;
	output->printing = false;
}

void
item_output_init(struct item_output *output, const char *target)
{
	output->replies = strcmp(target, ITEM_OUTPUT_POSTER) == 0;
	output->lines.verb = output->replies ? VERB_REPLY : VERB_SEND;
	output->lines.group = str_from(target);
	output->lines.unsent = false;
	item_output_begin(output);
}

/* Begins with another item. The item itself may be moved, so its ID is kept. */
static void
begin_item(struct item_output *output, const struct in_progress_item *item)
{
	lines_restart(&output->lines);
	output->printing = true;
	output->dropped = false;
	memcpy(output->id, item->id, sizeof(output->id));
	if (output->replies)
		output->lines.group = str_from(output->id);
}

/* Reads the item's output and sends it, until the session is full. */
static void
say_item(
    struct lines *lines, struct script *script, struct in_progress_item *item)
{
	ssize_t count = 1;

	while (count > 0 && lines_reads(lines)) {
		count = lines_read(lines, item->output);
		lines_say(lines, script);
	}
	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot read the output of a command");
	lines_say(lines, script);
}

void
item_output_say(struct item_output *output, struct in_progress *in_progress,
    struct script *script)
{
	struct in_progress_item *item =
	    in_progress_oldest(in_progress, IN_PROGRESS_PRINTED);

	if (item == NULL)
		return;
	if (!output->printing)
		begin_item(output, item);
	say_item(&output->lines, script, item);
	if (!lines_done(&output->lines))
		return;
	output->printing = false;
	io_close(&item->output);
	in_progress_become(in_progress, item, IN_PROGRESS_DONE);
}

/* Drops the lines that are not sent yet. The item is done nevertheless. */
static void
drop_rest(struct item_output *output, const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	output->lines.refused = false;
	(void)lines_unsaid(&output->lines);
	if (!output->dropped)
		complain("output of item %s dropped: %s", output->id,
		    render_string(why, sizeof(why), &line->arg[2], 1));
	output->dropped = true;
}

bool
item_output_heed(struct item_output *output, struct script *script,
    const struct command *line)
{
	if (!lines_heed(&output->lines, script, line))
		return false;
	if (output->lines.refused && output->replies)
		drop_rest(output, line);
	else if (output->lines.refused)
		script_end(script, EX_NOPERM);
	return true;
}

void
item_output_lose(struct item_output *output)
{
	item_output_begin(output);
}
