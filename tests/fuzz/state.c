/*
 * server/upgrade/handover and all that loads a part of a state: whatever is in
 * it, it is refused with a reason, or it fills tables that agree with each
 * other, is saved, and is the same again when that is loaded; and each who is
 * in it can leave.
 */
#include "server/upgrade/handover.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/data/index.h"
#include "server/base/log/log.h"
#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "server/router/accounts/registered_groups.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/record.h"
#include "server/router/delivery/unstored.h"
#include "server/router/disconnect.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/talk/talk.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fresh.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/sane.h"

/* Since when the machine runs: so long ago there was something. */
#define UPTIME (1000000 * SEC)

/* A state, and what was loaded from it or saved in it. */
struct text {
	char *at; /* on libc's heap */
	size_t len;
};

static struct {
	bool begun;
	int fd; /* an object for a state */
	int fds_from; /* what is open from here on a run has opened */
} test;

static void
begin(void)
{
	if (test.begun)
		return;
	test.begun = true;
	pace(UPTIME);
	test.fd = memfd_open("state");
	MUST(test.fd != -1, "no memory for a state: %s", strerror(errno));
	test.fds_from = test.fd + 1;
}

/* Empty tables. */
static void
begin_server(void)
{
	fresh_begin(test.fds_from);
	MUST(modules_init(), "no memory");
}

static void
put(struct str bytes)
{
	MUST(ftruncate(test.fd, 0) == 0 && lseek(test.fd, 0, SEEK_SET) == 0 &&
		io_write_all(test.fd, bytes.at, bytes.len),
	    "cannot write a state: %s", strerror(errno));
}

/* Where it is only tried, as in a rehearsal. */
static bool
load(struct state *state, struct handover *handover, struct str bytes)
{
	bool begun;

	begin_server();
	put(bytes);
	begun = handover_begin(state, test.fd, handover);
	handover->pid = 0; /* no process's: it is tried */
	if (begun && handover_load(state))
		return true;
	MUST(state->failed && state->why.text[0] != '\0',
	    "it is refused for no reason");
	state_free(state);
	return false;
}

/* As for no process. */
static struct text
save(struct handover handover)
{
	struct state state;
	struct text text;
	struct stat info;

	put(STR(""));
	handover.pid = 0;
	MUST(handover_save(&state, test.fd, &handover), "cannot be saved: %s",
	    state.why.text);
	state_free(&state);
	MUST(fstat(test.fd, &info) == 0, "fstat");
	text.len = (size_t)info.st_size;
	text.at = malloc(text.len);
	MUST(text.at != NULL &&
		pread(test.fd, text.at, text.len, 0) == (ssize_t)text.len,
	    "cannot read a state");
	return text;
}

/*
 * A state gives the amounts that clients owe as numbers, which nobody can
 * check.
 */
static bool
is_anybody_over(void)
{
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		if (slots_get(number)->down.over_mark)
			return true;
	return false;
}

/* Nothing is ever read from the descriptors, or closed: they are not ours. */
static void
end_one(uint32_t number)
{
	struct slot *slot = slots_get(number);

	slot->up.fd = slot->down.fd = -1;
	if (slot->pid != 0)
		MUST(slots_reaped(slot->pid) == number,
		    "the process of %u is another's", number);
	disconnect_mark(number, MARK_DONE);
}

/* With their accounts, and those that no account has registered yet. */
static void
end_registered(void)
{
	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1)) {
		const struct str founder =
		    registered_groups_founder(groups_name(group));
		if (founder.len > 0)
			registered_groups_end_account(founder);
	}
	registered_groups_sync_begin();
	registered_groups_sync_end();
}

static void
end_all(void)
{
	static const struct config nothing;

	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		end_one(number);
	disconnect_sweep();
	permanent_groups_use(&nothing);
	end_registered();
	record_turn(); /* and a gap */
	fanout_flush();
	sane_check_empty();
}

/* Saved, loaded and saved again it is the same. */
static void
check_again(const struct text *first)
{
	struct handover handover;
	struct state state;
	struct text second;

	MUST(load(&state, &handover, (struct str) { first->at, first->len }),
	    "what was saved is refused: %s", state.why.text);
	state_free(&state);
	second = save(handover);
	MUST(second.len == first->len &&
		memcmp(second.at, first->at, first->len) == 0,
	    "it would be another one the next time");
	free(second.at);
}

void
fuzz(struct str input)
{
	struct handover handover;
	struct state state;
	struct text text;

	begin();
	if (!load(&state, &handover, input))
		return;
	state_free(&state);
	if (!is_anybody_over())
		sane_check();
	text = save(handover);
	check_again(&text);
	free(text.at);
	end_all();
}
