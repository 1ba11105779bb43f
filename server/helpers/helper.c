/* A helper's process: see helper.h. */
#include "helpers/helper.h"

#include <poll.h>

#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/grammar.h"

#define UP_ROOM ((size_t)512 * 1024)
#define DOWN_ROOM ((size_t)256 * 1024)

struct helper helper;

void
helper_begin(void)
{
	static char up[UP_ROOM], down[DOWN_ROOM];

	buf_init(&helper.up, up, UP_ROOM);
	buf_init(&helper.down, down, DOWN_ROOM);
}

bool
helper_has_room(size_t bytes)
{
	return buf_most(&helper.up) - buf_len(&helper.up) >= bytes;
}

void
helper_warn(const struct str *pieces, size_t count)
{
	if (!helper_has_room(HELPER_LEAST))
		return;
	(void)BUF_CAT(&helper.up, STR("warn "));
	(void)buf_cat(&helper.up, pieces, count);
	(void)BUF_CAT(&helper.up, STR("\n"));
}

bool
helper_is_done(void)
{
	return helper.over || sandbox_has_term();
}

bool
helper_wait(bool reads, usec most)
{
	struct pollfd fds[] = {
		{ .fd = helper_is_done() ? -1 : CHILD_DOWNLINK,
		    .events = reads ? POLLIN : 0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&helper.up) > 0 ? POLLOUT : 0 },
	};

	if (!sandbox_wait(fds, COUNT(fds), most))
		return false;
	if (fds[0].revents != 0)
		helper.over = !sandbox_read(&helper.down);
	return true;
}

void
helper_flush(void)
{
	helper.over = !sandbox_flush(&helper.up) || helper.over;
}

void
helper_hear(struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    said.rule->verb == VERB_BYE)
		helper.over = helper.bye_heard = true;
}

int
helper_run(int (*turn)(void))
{
	int code = EXITS_DONE;

	while (code == EXITS_DONE &&
	    (!helper_is_done() || buf_len(&helper.up) > 0))
		code = turn();
	return code != EXITS_DONE || sandbox_has_term() || helper.bye_heard ?
	    code :
	    EXITS_SERVER_GONE;
}
