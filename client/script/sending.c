/* Lines on their way to a group or a client: see sending.h. */
#include "script/sending.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "conf/standard.h"
#include "shared/io.h"
#include "text/plural.h"

void
sending_begin(struct sending *sending, const struct script_options *options,
    enum verb verb, char *const *words)
{
	struct str target = str_from(words[0]);
	struct buf at;

	if (sending->private) {
		(void)str_skip(&target, STR("@"));
		option_check_name(target);
	} else {
		sending->groups[0] = words[0];
		option_check_groups(sending->groups);
		target = str_from(words[0]);
	}
	sending->target = target;
	if (sending->private && verb != VERB_TELL) {
		buf_init(&at, sending->at, sizeof(sending->at));
		(void)BUF_CAT(&at, STR("@"), target); /* a valid name fits */
		target = buf_str(&at);
	}
	lines_init(&sending->lines, verb, target);
	sending->words = words[1] != NULL;
	if (!sending->words)
		standard_need_input();
	else if (!lines_set(&sending->lines, words + 1))
		die(EX_DATAERR, "text too long; nothing sent");
	script_begin(&sending->script, options, sending->groups);
	sending->script.finishes = true;
}

void
sending_leave_input(struct sending *sending)
{
	sending->unread = !sending->lines.ended && io_pending(STDIN_FILENO) > 0;
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
	const size_t refused = lines_refused(&sending->lines);
	const size_t owed = lines_pending(&sending->lines);

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
	if (sending->unread)
		complain("standard input was not read to its end");
}
