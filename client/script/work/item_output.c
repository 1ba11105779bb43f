/* The output of the commands of forkcast work -o: see item_output.h. */
#include "script/work/item_output.h"

#include "shared/die.h"
#include "shared/io.h"

void
item_output_init(struct item_output *output, struct str group)
{
	lines_init(&output->lines, VERB_SEND, group, 0);
	output->printing = false;
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
		lines_restart(&output->lines);
	output->printing = true;
	say_item(&output->lines, script, item);
	if (!lines_done(&output->lines))
		return;
	output->printing = false;
	io_close(&item->output);
	in_progress_become(in_progress, item, IN_PROGRESS_DONE);
}

bool
item_output_heed(struct item_output *output, struct script *script,
    const struct command *line)
{
	if (!lines_heed(&output->lines, script, line))
		return false;
	if (output->lines.refused)
		script_end(script, EX_NOPERM);
	return true;
}

void
item_output_lose(struct item_output *output)
{
	item_output_init(output, output->lines.group);
}
