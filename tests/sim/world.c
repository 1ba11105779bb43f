/* A world of puppets around the router: see world.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model.h"
#include "server/base/config/config.h"
#include "server/base/mem/arena.h"
#include "server/base/system/files.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/fuzz/lib/heap.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define PUPPETS 6
#define TENTHS_MOST 600
#define STEPS_MOST 400
#define SCRIPT_MOST ((size_t)64 * 1024)

/* The length of a long text, and how often it is sent: 90 KB or more. */
#define LETTERS 3000
#define MORE 600 /* at most; it differs by the step */
#define TIMES 30

/* So many last lines that some take longer than a client's part of a turn. */
#define LAST 200

#define QUIET 3 /* turns in which nothing comes, at the end */

static const struct config_option options[] = { { "max_clients", "12" },
	{ "max_joined", "4" }, { "max_groups", "6" }, { "queue_max", "600K" },
	{ "queue_total", "900K" }, { "verbose", "yes" }, { "table_max", "6K" },
	{ "table_keys", "6" }, { "box_max", "20K" } };

#define OPTIONS_MOST (COUNT(options) + 8)
#define WORD_MOST 32

#define FDS_OF_ROUTER 20

struct actor {
	bool is_in;
	uint32_t life;
	struct puppet puppet;
	uint64_t seen; /* the ID of the last item or row */
	char said[LIMIT_LINE + 1]; /* without its LF as yet */
	size_t said_len;
	bool slow; /* it was told so */
	bool is_fallen; /* and not buried yet */
};

/* Without a pointer that is used: it passes from one program to the next. */
static struct world {
	struct model model;
	struct actor actor[PUPPETS];
	char script[SCRIPT_MOST];
	size_t at, len; /* in it */
	int steps;
	char word[OPTIONS_MOST][2][WORD_MOST]; /* set by the script */
	size_t words;
	uint32_t row[MODEL_LIVES]; /* in the router's table, by life */
	usec now;
	int fd; /* where it is, if it can pass */
} * world;

static struct {
	bool begun;
	size_t used; /* of the arena, while nobody is in */
	char *program;
} test;

static void
configure(void)
{
	struct config_option all[OPTIONS_MOST + 1] = { { NULL, NULL } };
	struct model *model = &world->model;

	memcpy(all, options, sizeof(options));
	for (size_t i = 0; i < world->words; i++)
		all[COUNT(options) + i] =
		    (struct config_option) { world->word[i][0],
			    world->word[i][1] };
	if (test.begun)
		stage_configure(all);
	else
		stage_begin(all);
	model->stall_time = config_now()->stall_time;
	model->queue_max = config_now()->queue_max;
}

/* Behind all events so far. */
static usec
until_now(void)
{
	return clock_wall() + MODEL_TURN - 1;
}

/* How much each has been sent, if anybody is too slow from this turn on. */
static void
note_slow(const struct actor *slow, const bool are_slow[PUPPETS])
{
	struct model *model = &world->model;
	struct model_judged *judged = &model->judged[model->judges++];

	*judged =
	    (struct model_judged) { .when = clock_wall(), .life = slow->life };
	for (size_t i = 0; i < MODEL_LIVES; i++)
		judged->sent[i] = SIZE_MAX;
	for (size_t i = 0; i < PUPPETS; i++) {
		const struct actor *actor = &world->actor[i];
		const size_t pending =
		    actor->is_in ? io_pending(actor->puppet.down) : 0;
		if (pending > 0 &&
		    (are_slow[i] ||
			slots_get(actor->puppet.slot)->state == SLOT_OPEN))
			judged->sent[actor->life] = pending +
			    buf_len(&actor->puppet.in) +
			    model->life[actor->life].bytes;
	}
	judged->waits = (size_t)slots_get(slow->puppet.slot)->down.bytes -
	    judged->sent[slow->life];
}

/*
 * Notes of which client it is one more connection. The last life that had the
 * row of the lead is the lead: the row stays as long as the client.
 */
static void
note_lead(const struct actor *actor)
{
	const conn_id conn = slots_get(actor->puppet.slot)->conn;
	const uint32_t row = conn.n;
	const uint32_t lead = conn_is(conn) ? client_of(conn).n : row;
	uint32_t life = world->model.lives;

	if (lead == row || world->model.life[actor->life].since != 0)
		return;
	while (life-- > 0)
		if (world->row[life] == lead) {
			model_attached(
			    &world->model, actor->life, life, until_now());
			return;
		}
}

/* After a turn. */
static void
note_lines(void)
{
	for (size_t i = 0; i < PUPPETS; i++)
		if (world->actor[i].is_in)
			model_put(&world->model, world->actor[i].life,
			    slots_get(world->actor[i].puppet.slot)->down.lines,
			    clock_wall());
}

static void
turn(void)
{
	bool are_slow[PUPPETS] = { false };

	pace(MODEL_TURN);
	stage_turn_once();
	note_lines();
	sane_check();
	stage_forget_log();
	for (size_t i = 0; i < PUPPETS; i++) {
		struct actor *actor = &world->actor[i];
		const struct slot *slot;
		if (!actor->is_in || actor->slow || actor->puppet.down == -1)
			continue;
		slot = slots_get(actor->puppet.slot);
		actor->slow = are_slow[i] =
		    slot->state == SLOT_ENDING && slot->bye == BYE_SLOW_READER;
	}
	for (size_t i = 0; i < PUPPETS; i++)
		if (world->actor[i].is_in)
			note_lead(&world->actor[i]);
	for (size_t i = 0; i < PUPPETS; i++)
		if (are_slow[i])
			note_slow(&world->actor[i], are_slow);
}

static void
enter(struct actor *actor)
{
	if (actor->is_in)
		return;
	heap_fail_at(0); /* without memory nobody is accepted */
	turn(); /* the router reaps last, and accepts in the next turn */
	puppet_enter(&actor->puppet);
	actor->life = model_enters(&world->model);
	world->row[actor->life] = slots_get(actor->puppet.slot)->conn.n;
	actor->is_in = true;
	actor->slow = false;
	actor->seen = actor->said_len = 0;
}

/* --- What they do -------------------------------------------------------- */

/* Notes what the pipe has taken, as far as it is whole lines. */
static void
note_said(struct actor *actor, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.at[i] == '\n') {
			model_said(&world->model, actor->life,
			    (struct str) { actor->said, actor->said_len },
			    clock_wall());
			actor->said_len = 0;
		} else if (actor->said_len < sizeof(actor->said)) {
			actor->said[actor->said_len++] = bytes.at[i];
		}
	}
}

/* Bytes without room, or without a recipient, are lost. */
static void
say_half(struct actor *actor, struct str text)
{
	const ssize_t count = actor->puppet.up != -1 ?
	    io_write(actor->puppet.up, text.at, text.len) :
	    0;

	if (count > 0)
		note_said(actor, (struct str) { text.at, (size_t)count });
}

/* In the short form nobody could tell what another connection has done. */
static void
say(struct actor *actor, struct str text)
{
	if (world->model.life[actor->life].account[0] != '\0' &&
	    str_eq(text, STR("want short")))
		return;
	say_half(actor, text);
	say_half(actor, STR("\n"));
}

static void
say_with_id(struct actor *actor, struct str text)
{
	char digits[STR_DIGITS];
	const struct str id = str_number(actor->seen, digits);

	for (size_t i = 0; i < text.len; i++)
		say_half(actor,
		    text.at[i] == '$' ? id : (struct str) { text.at + i, 1 });
	say_half(actor, STR("\n"));
}

static void
say_long(struct actor *actor, struct str text)
{
	say_half(actor, text);
	say_half(actor,
	    str_from(filler((size_t)(LETTERS + world->steps * 37 % MORE))));
	say_half(actor, STR("\n"));
}

static void
say_much(struct actor *actor, struct str text)
{
	for (int i = 0; i < TIMES; i++) {
		say_long(actor, text);
		turn();
	}
}

static void
say_often(struct actor *actor, struct str text)
{
	for (int i = 0; i < TIMES; i++) {
		say(actor, text);
		turn();
	}
}

static void
hear(struct actor *actor, struct str line)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);
	int skip = str_eq(verb, STR("row")) ? 2 :
	    str_eq(verb, STR("item"))	    ? 0 :
					      -1;

	model_heard(&world->model, actor->life, line);
	for (; skip > 0; skip--)
		(void)str_word(&rest);
	if (skip == 0)
		(void)str_to_number(str_word(&rest), UINT64_MAX, &actor->seen);
}

static void
log_in(struct actor *actor, struct str account)
{
	const struct slot *slot = slots_get(actor->puppet.slot);
	const client_id client = client_of(slot->conn);
	struct model_life *life = &world->model.life[actor->life];

	if (slot->state != SLOT_OPEN || clients_name(client).len > 0 ||
	    life->account[0] != '\0' || name_check(account) != CODE_OK)
		return;
	(void)snprintf(life->account, sizeof(life->account), "%.*s",
	    (int)account.len, account.at);
	clients_set_account(client, account);
	say(actor, STR("want full"));
}

/* Reads so many bytes, at most, once. Returns whether any have come. */
static bool
read_once(struct actor *actor, size_t most)
{
	struct buf *in = &actor->puppet.in;
	struct str line;
	char *room;
	const size_t size = buf_room(in, &room);
	const ssize_t count = actor->puppet.down == -1 ?
	    IO_AGAIN :
	    io_read(actor->puppet.down, room, size < most ? size : most);

	if (count == 0 && size > 0 && most > 0)
		model_ends(
		    &world->model, actor->life, MODEL_CLOSED, until_now());
	buf_filled(in, count > 0 ? (size_t)count : 0);
	while (buf_line(in, &line) == LINE_WHOLE) {
		hear(actor, line);
		buf_drop_line(in, line);
	}
	return count > 0;
}

static void
listen_to_all(struct actor *actor, struct str text)
{
	uint64_t most;

	if (str_to_number(text, SIZE_MAX, &most))
		(void)read_once(actor, (size_t)most);
	else
		while (
		    read_once(actor, SIZE_MAX) && !model_is_full(&world->model))
			turn();
}

static void
size_pipe(struct actor *actor, struct str text)
{
	uint64_t size;

	/* One with more in it stays as it is. */
	if (str_to_number(text, 64 * 1024, &size))
		(void)io_size_pipe(actor->puppet.down, (int)size);
}

static void
end_uplink(struct actor *actor, struct str text)
{
	(void)text;
	io_close(&actor->puppet.up);
}

static void
end_downlink(struct actor *actor, struct str text)
{
	(void)text;
	if (actor->puppet.down == -1)
		return;
	model_ends(&world->model, actor->life, MODEL_DEAF, until_now());
	io_close(&actor->puppet.down);
}

/* What was in its pipe then has been heard. */
static void
fall(struct actor *actor)
{
	while (read_once(actor, SIZE_MAX))
		continue;
	model_ends(&world->model, actor->life, MODEL_KILLED, until_now());
	puppet_fall(&actor->puppet);
	actor->is_in = false;
}

static void
bury(struct actor *actor)
{
	actor->is_fallen = false;
	pace(MODEL_TURN);
	puppet_bury(&actor->puppet);
	note_lines();
	MUST(slots_get(actor->puppet.slot)->state == SLOT_FREE,
	    "its last lines wait");
	model_ends(&world->model, actor->life, MODEL_GONE, until_now());
}

static void
die(struct actor *actor, struct str text)
{
	(void)text;
	fall(actor);
	bury(actor);
}

static void
upgrade(void)
{
	char fds[2][STR_DIGITS];
	char *arguments[] = { test.program, fds[0], fds[1], NULL };
	int state;

	if (test.program == NULL)
		return;
	heap_fail_at(0); /* without memory it is refused */
	while (disconnect_has_marked()) /* as upgrade_exec_turn does */
		turn();
	state = stage_save();
	for (size_t i = 0; i < PUPPETS; i++) {
		const struct puppet *puppet = &world->actor[i].puppet;
		if (world->actor[i].is_in && puppet->up != -1)
			(void)fcntl(puppet->up, F_SETFD, 0);
		if (world->actor[i].is_in && puppet->down != -1)
			(void)fcntl(puppet->down, F_SETFD, 0);
	}
	world->now = clock_mono();
	(void)fcntl(world->fd, F_SETFD, 0);
	(void)snprintf(fds[0], STR_DIGITS, "%d", world->fd);
	(void)snprintf(fds[1], STR_DIGITS, "%d", state);
	(void)execv(test.program, arguments);
	MUST(false, "cannot run %s", test.program);
}

static void
die_amid_upgrade(struct actor *actor, struct str text)
{
	for (int i = 0; i < LAST; i++)
		say(actor, text);
	fall(actor);
	/* With marks there are turns before it, which may bury it. */
	actor->is_fallen = !disconnect_has_marked();
	upgrade();
	bury(actor);
}

static const struct {
	char sign;
	void (*act)(struct actor *actor, struct str text);
} steps[] = {
	{ ':', say },
	{ ';', say_half },
	{ '$', say_with_id },
	{ '%', say_long },
	{ '*', say_often },
	{ '#', say_much },
	{ '@', log_in },
	{ '<', listen_to_all },
	{ '|', size_pipe },
	{ '.', end_uplink },
	{ ',', end_downlink },
	{ '!', die },
	{ '^', die_amid_upgrade },
};

/* --- What happens to all ------------------------------------------------- */

static void
pass(struct str digits)
{
	uint64_t tenths;

	if (!str_to_number(digits, TENTHS_MOST, &tenths))
		return;
	/* No timer sees more than a second of a turn. */
	for (uint64_t part; tenths > 0; tenths -= part) {
		part = tenths < 10 ? tenths : 10;
		pace(part * 100 * MSEC - MODEL_TURN);
		turn();
	}
}

static void
set_option(struct str rest)
{
	const struct str key = str_word(&rest);
	struct config config;
	struct error why;

	if (world->words == OPTIONS_MOST - COUNT(options) ||
	    key.len >= WORD_MOST || rest.len >= WORD_MOST)
		return;
	char(*word)[WORD_MOST] = world->word[world->words];
	(void)snprintf(word[0], WORD_MOST, "%.*s", (int)key.len, key.at);
	(void)snprintf(word[1], WORD_MOST, "%.*s", (int)rest.len, rest.at);
	const struct config_command_line line = {
		.option = { { word[0], word[1] } }, .count = 1
	};
	if (!config_load(&config, &line, &why))
		return;
	config_free(&config);
	world->words++;
	configure();
}

static void
starve(struct str digits)
{
	uint64_t number;

	if (!str_to_number(digits, 1000, &number) || number == 0)
		return;
	world->model.starved = true;
	heap_fail_at(number);
}

static void
act(struct actor *actor, char sign, struct str text)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].sign == sign) {
			enter(actor);
			steps[i].act(actor, text);
		}
}

static void
take_step(struct str step)
{
	const char letter = (char)(step.at[0] | 0x20);
	const struct str rest = { step.at + 1, step.len - 1 };

	if (step.at[0] == '~')
		pass(rest);
	else if (step.at[0] == '=')
		set_option(rest);
	else if (step.at[0] == 'm')
		starve(rest);
	else if (step.at[0] == 'u' && rest.len == 0)
		upgrade();
	if (letter < 'a' || letter >= 'a' + PUPPETS || rest.len == 0)
		return;
	act(&world->actor[letter - 'a'], rest.at[0],
	    (struct str) { rest.at + 1, rest.len - 1 });
	if (step.at[0] == letter)
		turn();
}

static size_t
play_on(void)
{
	struct str script, step;
	size_t events;

	while (world->at < world->len && world->steps++ < STEPS_MOST &&
	    !model_is_full(&world->model) &&
	    world->model.lives + PUPPETS < MODEL_LIVES) {
		script = (struct str) { world->script + world->at,
			world->len - world->at };
		step = str_cut(&script, '\n');
		world->at += step.len + 1;
		if (step.len > 0)
			take_step(step);
	}
	heap_fail_at(0);
	for (int quiet = 0; quiet < QUIET; quiet++) {
		for (size_t i = 0; i < PUPPETS; i++)
			if (world->actor[i].is_in &&
			    read_once(&world->actor[i], SIZE_MAX))
				quiet = 0;
		turn();
	}
	/* Without memory bye may be lost: it is killed after its grace. */
	for (size_t i = 0; i < PUPPETS && world->model.starved; i++)
		if (world->actor[i].is_in &&
		    slots_get(world->actor[i].puppet.slot)->state != SLOT_OPEN)
			model_ends(&world->model, world->actor[i].life,
			    MODEL_CLOSED, until_now());
	events = model_judge(&world->model);
	for (size_t i = 0; i < PUPPETS; i++)
		if (world->actor[i].is_in)
			die(&world->actor[i], STR(""));
	turn();
	turn();
	sane_check_empty();
	return events;
}

/* A world that has everything: where it can pass from one program to another.
 */
static void
make(void)
{
	const int fd = test.program != NULL ? file_memfd("world") : -1;
	const int how = fd != -1 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;

	MUST(fd == -1 || ftruncate(fd, sizeof(*world)) == 0, "no memory");
	world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE, how, fd, 0);
	MUST(world != MAP_FAILED, "no memory");
	world->fd = fd;
}

void
world_begin(void)
{
	make();
	configure();
	(void)setpriority(PRIO_PROCESS, 0, 0); /* spawn.c took the best */
	test.begun = true;
	turn();
	test.used = arena_used();
}

/*
 * A process that is forked behind world_begin has pipes of the router that
 * earlier ones have had, and what they have left there.
 */
static void
empty_pipes(void)
{
	struct stat info;
	char room[4096];

	for (int fd = STDERR_FILENO + 1; fd < FDS_OF_ROUTER; fd++)
		while (fstat(fd, &info) == 0 && S_ISFIFO(info.st_mode) &&
		    io_pending(fd) > 0 && io_read(fd, room, sizeof(room)) > 0)
			continue;
}

size_t
world_play(struct str script)
{
	size_t events;

	if (!test.begun)
		world_begin();
	empty_pipes();
	model_begin(&world->model);
	for (size_t i = 0; i < PUPPETS; i++)
		world->actor[i].is_in = false;
	world->words = world->at = 0;
	world->steps = 0;
	configure();
	world->len = script.len < SCRIPT_MOST ? script.len : SCRIPT_MOST;
	memcpy(world->script, script.at, world->len);
	events = play_on();
	world->words = 0;
	configure();
	MUST(arena_used() == test.used, "%zu bytes are held, not %zu",
	    arena_used(), test.used);
	return events;
}

void
world_upgrade_by(char *program)
{
	test.program = program;
}

size_t
world_resume(char **argv)
{
	const int fd = (int)strtol(argv[1], NULL, 10);
	const int state = (int)strtol(argv[2], NULL, 10);

	world = mmap(
	    NULL, sizeof(*world), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(world != MAP_FAILED, "no memory");
	test.program = argv[0];
	pace(world->now - clock_mono());
	stage_load(state);
	test.begun = true;
	configure();
	for (size_t i = 0; i < PUPPETS; i++)
		world->actor[i].puppet.in.data = world->actor[i].puppet.data;
	sane_check();
	for (size_t i = 0; i < PUPPETS; i++)
		if (world->actor[i].is_fallen)
			bury(&world->actor[i]);
	return play_on();
}
