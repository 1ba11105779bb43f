/*
 * forkcast post: puts its arguments, or each line of standard input, into a box
 * as items of work. Waits as long as the box is full or too many of the items
 * wait there and, with -w, until the items are done. -l lists the boxes.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/lines.h"
#include "text/plural.h"

/* Pause before a full box is tried again; it soon has room. */
#define POST_PAUSE (50 * MSEC)

/* The maximum of -m: no more can wait in a box. */
#define WAITING_MOST 1000

static const struct usage usage = {
	"usage: forkcast post [-dhVw] [-C COMMAND] [-m NUMBER] [-n NAME]\n"
	"       [-s ADDRESS] [-t SECONDS] BOX [TEXT]...\n"
	"       forkcast post -l",
	"dlm:w" SCRIPT_OPTIONS,
	"Put TEXT, or each line of standard input, into BOX as items of work.\n"
	"All words after BOX are TEXT, even those that begin with -.\n\n" SCRIPT_HELP_SYNC
	"  -l             Print each box, and how many items wait, are taken, "
	"and clients\n"
	"                 take.\n"
	"  -m NUMBER      Let at most NUMBER of the items wait; 0: post one at "
	"a time,\n"
	"                 and wait until it is taken.\n"
	"  -w             Wait until the items are done; exit with the highest "
	"status.\n" SCRIPT_HELP,
};

static struct {
	struct sending sending;
	bool lists; /* -l */
	size_t most; /* -m; SIZE_MAX: no limit */
	bool awaits; /* -w */
	/* With -m or -w: the items that are not done yet, by their IDs. */
	struct posted {
		uint64_t id;
		bool taken;
	} * item;
	size_t count, room;
	size_t waiting; /* of these: not taken */
	int status; /* the highest of those done */
	size_t dropped; /* items that never will be done */
} poster;

/* Returns whether we must learn what becomes of the items. */
static bool
follows(void)
{
	return poster.awaits || poster.most != SIZE_MAX;
}

/*
 * Adds the item of "ok post BOX ID". The server numbers items in the order of
 * the replies.
 */
static void
add_item(const struct command *ok)
{
	struct str words = ok->arg[1];
	uint64_t id;

	(void)str_word(&words); /* the box */
	if (words.at == NULL || !str_to_number(words, UINT64_MAX, &id))
		return;
	if (poster.count == poster.room) {
		poster.room = poster.room > 0 ? 2 * poster.room : 64;
		poster.item =
		    realloc(poster.item, poster.room * sizeof(*poster.item));
		if (poster.item == NULL)
			die_errno(EX_OSERR, "no memory for the items");
	}
	poster.item[poster.count++] = (struct posted) { .id = id };
	poster.waiting++;
}

static int
compare(const void *a, const void *b)
{
	const struct posted *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static void
set_taken(struct posted *item, bool taken)
{
	poster.waiting += (size_t)item->taken - (size_t)taken;
	item->taken = taken;
}

/* Removes an item that is done or dropped. */
static void
drop_item(struct posted *item)
{
	set_taken(item, true);
	poster.count--;
	memmove(item, item + 1,
	    (size_t)(&poster.item[poster.count] - item) * sizeof(*item));
}

/* Takes an event of one of the items, "VERB ID ...". */
static void
note_item(const struct command *line)
{
	struct posted key = { 0 };
	uint64_t status = 0;

	if (line->count == 0 || poster.count == 0 ||
	    !str_to_number(line->arg[0], UINT64_MAX, &key.id))
		return;
	struct posted *item =
	    bsearch(&key, poster.item, poster.count, sizeof(*item), compare);
	if (item == NULL)
		return;
	switch (line->rule->verb) {
	case VERB_TAKEN:
	case VERB_BACK:
		set_taken(item, line->rule->verb == VERB_TAKEN);
		break;
	case VERB_DONE:
		(void)str_to_number(
		    line->arg[3], UINT8_MAX, &status); /* by the grammar */
		if ((int)status > poster.status)
			poster.status = (int)status;
		drop_item(item);
		break;
	case VERB_DROPPED:
		poster.dropped++;
		drop_item(item);
		break;
	case VERB_REPLY:
		if (poster.awaits)
			SCRIPT_PRINT(&poster.sending.script, line->arg[3]);
		break;
	default:
		break;
	}
}

static void
cmd_post_hear(const struct command *line)
{
	struct sending *sending = &poster.sending;

	if (lines_heed(&sending->lines, &sending->script, line)) {
		if (line->rule->verb == VERB_OK && follows())
			add_item(line);
	} else if (line->rule->verb == VERB_DROPPED && !follows()) {
		/* The IDs of all items are known only if we follow them. */
		poster.dropped++;
	} else {
		note_item(line);
	}
}

/* Posts; returns whether nothing more is to be posted or waited for. */
static bool
is_finished(void)
{
	if (!lines_go_on(&poster.sending))
		return false;
	if (poster.sending.script.signal != 0)
		return true;
	if (poster.most == 0 && poster.waiting > 0)
		return false;
	return !poster.awaits || poster.count == 0;
}

/* Ends the script with the first thing that was wrong. */
static void
cmd_post_end(void)
{
	struct script *script = &poster.sending.script;
	const size_t dropped = poster.dropped;
	const int status = poster.sending.lines.status;

	if (status != EX_OK)
		script_end(script, status);
	else if (dropped > 0)
		script_fail(script, EX_UNAVAILABLE, "%zu %s dropped", dropped,
		    plural(dropped, "item was", "items were"));
	else
		script_end(script, poster.awaits ? poster.status : EX_OK);
}

static void
cmd_post_turn(void)
{
	struct sending *sending = &poster.sending;
	struct script *script = &sending->script;
	const size_t most = poster.most > 0 ? poster.most : 1;

	if (poster.most != SIZE_MAX)
		sending->lines.most =
		    most > poster.waiting ? most - poster.waiting : 0;
	if (is_finished() && script_is_synced(script))
		cmd_post_end();
	else
		lines_wait(
		    &sending->lines, script, STDIN_FILENO, WAIT_FOR_EVER);
}

static void
cmd_post_tell(void)
{
	lines_tell_unanswered(&poster.sending);
	if (poster.awaits && poster.count > 0)
		complain("%zu %s: not known to be done", poster.count,
		    plural(poster.count, "item", "items"));
}

/* Prints "BOX WAITING TAKEN TAKERS" of each box. */
static void
print_box(const struct command *line)
{
	struct script *script = &poster.sending.script;

	if (line->rule->verb == VERB_BOX)
		script_print(script, line->arg, 4);
	else if (line->rule->verb == VERB_ERR)
		script_refuse(script, line, "cannot list the boxes");
	else if (script->session.answered == VERB_BOXES)
		script_end(script, EX_OK);
}

int
cmd_post(int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'l', .flag = &poster.lists },
		{ 'm', .number = &poster.most, .most = WAITING_MOST },
		{ 'w', .flag = &poster.awaits },
		{ 0 },
	};
	struct script *script = &poster.sending.script;
	struct script_options options;

	poster.most = SIZE_MAX;
	script_read_options(&options, &usage, own, argc, argv);
	if (poster.lists && optind != argc)
		option_misused(&usage, "-l takes no box");
	if (optind == argc && !poster.lists)
		option_misused(&usage, "missing box");
	options.prints = poster.lists || poster.awaits;
	if (poster.lists) {
		script_ask(
		    script, &options, VERB_BOXES, STR("boxes"), print_box);
		return script_finish(script);
	}
	lines_begin(
	    &poster.sending, &options, VERB_POST, argv + optind, cmd_post_hear);
	poster.sending.lines.pause = POST_PAUSE;
	script->tally = cmd_post_tell;
	while (!script->over)
		cmd_post_turn();
	const int status = script_finish(script);
	free(poster.item);
	return status;
}
