/* Lines on their way to a group: see sending.h. */
#include "script/sending.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/plural.h"

static void
take_words(struct sending *sending, char *const *words)
{
	if (!lines_set(&sending->lines, words))
		die(EX_DATAERR, "text too long; nothing sent");
	sending->words = true;
}

/* Takes the client that the lines go to; returns it as the verb names it. */
static struct str
choose_client(struct sending *sending, enum verb verb, const char *word)
{
	struct str name = str_from(word);
	struct buf target;

	(void)str_skip(&name, STR("@"));
	option_check_name(name);
	sending->group = name;
	if (verb == VERB_TELL)
		return name;
	buf_init(&target, sending->target, sizeof(sending->target));
	(void)BUF_CAT(&target, STR("@"), name); /* a valid name fits */
	return buf_str(&target);
}

/* Takes the group that the lines go to. */
static struct str
choose_group(struct sending *sending, char *word)
{
	sending->groups[0] = word;
	option_check_groups(sending->groups);
	sending->group = str_from(word);
	return sending->group;
}

void
sending_begin(struct sending *sending, const struct script_options *options,
    enum verb verb, char *const *words, usec pause)
{
	const struct str target = sending->private ?
	    choose_client(sending, verb, words[0]) :
	    choose_group(sending, words[0]);

	lines_init(&sending->lines, verb, target, pause);
	if (words[1] != NULL)
		take_words(sending, words + 1);
	else
		standard_need_input();
	script_begin(&sending->script, options, sending->groups);
	sending->script.finishes = true;
}

void
sending_leave_input(struct sending *sending)
{
	sending->cut = !sending->lines.ended && io_pending(STDIN_FILENO) > 0;
	lines_cut(&sending->lines);
}

void
sending_wait(struct sending *sending, usec until)
{
	struct script *script = &sending->script;
	struct lines *lines = &sending->lines;
	const bool ready = session_ready(&script->session);
	const usec next = ready ? lines_until(lines) : WAIT_FOR_EVER;
	const bool reads = lines_reads(lines) && ready;
	struct pollfd set[2] = { [1] = { .fd = reads ? STDIN_FILENO : -1,
				     .events = POLLIN } };

	script_wait(script, set, COUNT(set), usec_earlier(next, until));
	if (set[1].revents != 0 && lines_read(lines, STDIN_FILENO) == IO_FAIL)
		script_fail(script, EX_IOERR, "cannot read standard input: %s",
		    strerror(errno));
}

bool
sending_done(const struct sending *sending)
{
	return script_joined(&sending->script) && lines_done(&sending->lines);
}

int
sending_status(const struct sending *sending)
{
	if (sending->lines.refused)
		return EX_NOPERM;
	if (sending->lines.unsent)
		return EX_DATAERR;
	return sending->lines.full ? EX_TEMPFAIL : EX_OK;
}

void
sending_tell_unanswered(struct sending *sending)
{
	const size_t refused = outbox_refused(&sending->lines.outbox);
	const size_t owed = outbox_pending(&sending->lines.outbox);

	if (!sending->lines.ended)
		sending_leave_input(sending);
	const size_t unsaid = lines_unsaid(&sending->lines);
	if (refused > 0)
		complain("%zu %s refused with slow-down", refused,
		    plural(refused, "line", "lines"));
	if (owed > 0)
		complain(
		    "%zu %s: no reply", owed, plural(owed, "line", "lines"));
	if (unsaid > 0 && !sending->words)
		complain(
		    "%zu %s not sent", unsaid, plural(unsaid, "line", "lines"));
	if (sending->cut)
		complain("standard input was not read to its end");
}
