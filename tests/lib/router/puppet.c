/* A worker that the test plays: see puppet.h. */
#include "puppet.h"

#include <signal.h>
#include <stdio.h>

#include "server/base/loop/watch.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "server/router/self/self.h"
#include "server/router/uplink.h"
#include "shared/io.h"
#include "stage.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/small_pipe.h"

/* No process has an ID as high as these: to kill one does nothing. */
#define PID_FIRST 0x40000000

/* A slot, and the pipes between it and the puppet; as spawn.c does it. */
static struct slot *
take_slot(struct puppet *puppet)
{
	const uint32_t number = slots_take();
	const pid_t pid = PID_FIRST + (pid_t)number;
	struct slot *slot;
	int up[2], down[2];

	MUST(number != SLOT_NONE && io_pipe(up), "no slot or no pipe");
	small_pipe(down);
	slot = slots_get(number);
	slot->up.fd = up[0];
	slot->down.fd = down[1];
	slot->since = clock_mono();
	slots_set_pid(number, pid);
	watch_own(up[0], number);
	watch_own(down[1], number);
	watch_read(up[0], true);
	puppet->slot = number;
	puppet->pid = pid;
	puppet->up = up[1];
	puppet->down = down[0];
	buf_init(&puppet->in, puppet->data, sizeof(puppet->data));
	return slot;
}

void
puppet_enter(struct puppet *puppet)
{
	struct slot *slot = take_slot(puppet);
	const conn_id conn = clients_new(puppet->slot);

	MUST(conn_is(conn), "no room for a client");
	slot->kind = KIND_CLIENT;
	slot->kind_name = "worker";
	slot->conn = conn;
	(void)snprintf(conns_get(conn)->peer, ADDR_TEXT, "puppet"); /* fits */
	door_keepalive_start(puppet->slot);
}

void
puppet_help(struct puppet *puppet)
{
	struct slot *slot = take_slot(puppet);

	slot->kind = KIND_JOURNAL;
	slot->kind_name = "journal";
}

void
puppet_join(struct puppet *puppet, const char *name, const char *group)
{
	char line[LIMIT_LINE];

	puppet_enter(puppet);
	(void)snprintf(line, sizeof(line), "name %s", name); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_hears(puppet, "ok name *"), "%s is no name", name);
	(void)snprintf(line, sizeof(line), "join %s", group); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_hears(puppet, "join * * *"), "cannot join %s", group);
}

void
puppet_write(struct puppet *puppet, struct str bytes)
{
	const ssize_t count = io_write(puppet->up, bytes.at, bytes.len);

	MUST(count == (ssize_t)bytes.len, "the uplink takes %zd of %zu bytes",
	    count, bytes.len);
}

void
puppet_say(struct puppet *puppet, const char *line)
{
	puppet_write(puppet, str_from(line));
	puppet_write(puppet, STR("\n"));
	stage_turn();
}

bool
puppet_line(struct puppet *puppet, struct str *line)
{
	char *room;
	size_t size;
	ssize_t count;

	if (buf_line(&puppet->in, line) != LINE_WHOLE) {
		size = buf_room(&puppet->in, &room);
		count = io_read(puppet->down, room, size);
		buf_filled(&puppet->in, count > 0 ? (size_t)count : 0);
		if (buf_line(&puppet->in, line) != LINE_WHOLE)
			return false;
	}
	/* Its bytes stay where they are until there is more to read. */
	buf_drop_line(&puppet->in, *line);
	return true;
}

bool
puppet_hears(struct puppet *puppet, const char *pattern)
{
	struct str line;

	if (!puppet_line(puppet, &line)) {
		tap_note("nothing came, wanted \"%s\"", pattern);
		return false;
	}
	if (pattern_matches(pattern, line))
		return true;
	tap_note(
	    "got \"%.*s\", wanted \"%s\"", (int)line.len, line.at, pattern);
	return false;
}

bool
puppet_hears_nothing(struct puppet *puppet)
{
	struct str line;

	if (!puppet_line(puppet, &line))
		return true;
	tap_note("it got \"%.*s\"", (int)line.len, line.at);
	return false;
}

void
puppet_hear_all(struct puppet *puppet, char last[LIMIT_LINE])
{
	struct str line;

	last[0] = '\0';
	stage_turn();
	while (puppet_line(puppet, &line)) {
		memcpy(last, line.at, line.len);
		last[line.len] = '\0';
		if (buf_len(&puppet->in) < LIMIT_LINE)
			stage_turn();
	}
}

bool
puppet_is_at_end(struct puppet *puppet)
{
	char byte;

	return buf_len(&puppet->in) == 0 &&
	    io_read(puppet->down, &byte, 1) == 0;
}

void
puppet_fall(struct puppet *puppet)
{
	struct slot *slot = slots_get(puppet->slot);

	slot->status = slot->state == SLOT_OPEN ? SIGKILL : 0;
	io_close(&puppet->up);
	io_close(&puppet->down);
	MUST(slots_reaped(puppet->pid) == puppet->slot, "not its slot");
	uplink_reaped(puppet->slot);
}

void
puppet_bury(const struct puppet *puppet)
{
	const struct slot *slot = slots_get(puppet->slot);

	do
		stage_turn();
	while (slot->state != SLOT_FREE && slot->up.forced);
}

void
puppet_die(struct puppet *puppet)
{
	puppet_fall(puppet);
	puppet_bury(puppet);
}
