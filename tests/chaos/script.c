/* Chooses a client's next step: see script.h. */
#include "script.h"

#include "shared/limits.h"

#define BURST_MOST 32
#define PAUSE_EACH (MSEC / 3)
#define DEAF_MOST (6 * SEC)
#define SILENT_MOST SEC

/* A client waits once it is owed this many replies. */
#define OWED_MOST 128

/* Reading and sending are not used by all. */
struct turn {
	struct actor *actor;
	const struct actor *other;
	usec now;
};

static uint32_t
draw(const struct turn *turn, uint32_t sides)
{
	return dice_throw(&turn->actor->dice, sides);
}

/* One of its groups, as it believes; once in so many times any. */
static size_t
draw_group(const struct turn *turn)
{
	const size_t group = draw(turn, SAYING_GROUPS);
	const bool any = draw(turn, 50) == 0;

	for (size_t i = 0; i < SAYING_GROUPS && !any; i++) {
		const size_t next = (group + i) % SAYING_GROUPS;
		if ((turn->actor->groups >> next & 1) != 0)
			return next;
	}
	return group;
}

static void
say_text(const struct turn *turn, enum ask ask)
{
	struct actor *actor = turn->actor;
	const struct command command = { ask, ++actor->number,
		draw_group(turn) };
	const struct str title = saying_title(command.group);
	char name[SAYING_NAME];
	char room[SAYING_TEXT];
	const struct str text =
	    saying_text(actor->self.life, command.number, room);

	if (ask == ASK_TELL)
		(void)ACTOR_SAY(actor, command, STR("tell"),
		    saying_name(turn->other->self, name), text);
	else if (ask == ASK_TOPIC && text.len <= LIMIT_TOPIC)
		(void)ACTOR_SAY(actor, command, STR("topic"), title, text);
	else if (ask == ASK_SEND)
		(void)ACTOR_SAY(actor, command, STR("send"), title, text);
}

static void
send_some(const struct turn *turn)
{
	for (uint32_t left = 1 + draw(turn, BURST_MOST); left > 0; left--)
		say_text(turn, ASK_SEND);
}

static void
tell(const struct turn *turn)
{
	say_text(turn, ASK_TELL);
}

static void
set_topic(const struct turn *turn)
{
	say_text(turn, ASK_TOPIC);
}

/* The verbs that have a group or nothing behind them. */
static const struct {
	enum ask ask;
	const char *verb;
} plain[] = {
	{ ASK_TOPIC_OF, "topic" },
	{ ASK_NAMES, "names" },
	{ ASK_JOIN, "join" },
	{ ASK_LEAVE, "leave" },
	{ ASK_GROUPS, "groups" },
	{ ASK_HELP, "help" },
	{ ASK_RUBBISH, "rubbish" },
};

static void
say_plain(const struct turn *turn, size_t which, size_t group)
{
	const struct command command = { .ask = plain[which].ask,
		.group = group };
	const struct str verb = str_from(plain[which].verb);

	if (command.ask >= ASK_GROUPS)
		(void)ACTOR_SAY(turn->actor, command, verb);
	else
		(void)ACTOR_SAY(
		    turn->actor, command, verb, saying_title(group));
	if (command.ask == ASK_JOIN)
		turn->actor->groups |= 1U << group;
	if (command.ask == ASK_LEAVE)
		turn->actor->groups &= ~(1U << group);
}

static void
ask(const struct turn *turn)
{
	say_plain(turn, draw(turn, COUNT(plain)), draw_group(turn));
}

static void
join(const struct turn *turn)
{
	say_plain(turn, 2, draw(turn, SAYING_GROUPS));
}

static void
rename_self(const struct turn *turn)
{
	struct speaker *self = &turn->actor->self;
	const struct speaker renamed = { self->life, self->renames + 1 };
	char name[SAYING_NAME];

	if (ACTOR_SAY(turn->actor,
		((struct command) {
		    .ask = ASK_RENAME, .number = renamed.renames }),
		STR("name"), saying_name(renamed, name)))
		*self = renamed;
}

static void
ping(const struct turn *turn)
{
	actor_ping(turn->actor);
}

static void
half_line(const struct turn *turn)
{
	actor_half_ping(turn->actor);
}

static void
be_silent(const struct turn *turn)
{
	turn->actor->next = turn->now + draw(turn, (uint32_t)SILENT_MOST);
}

/* The server may find it too slow, and cut it off in the end. */
static void
be_deaf(const struct turn *turn)
{
	checker_excuse(turn->actor->self.life, EXCUSE_CUT);
	turn->actor->deaf_until = turn->now + draw(turn, (uint32_t)DEAF_MOST);
}

static void
quit(const struct turn *turn)
{
	if (ACTOR_SAY(turn->actor, ((struct command) { .ask = ASK_QUIT }),
		STR("quit"), STR("good night")))
		turn->actor->leaving = true;
}

/* The end of its input is a quit. */
static void
half_close(const struct turn *turn)
{
	checker_asks(
	    turn->actor->self.life, (struct command) { .ask = ASK_QUIT });
	turn->actor->leaving = turn->actor->finishing = true;
}

static void
reset(const struct turn *turn)
{
	actor_reset(turn->actor);
}

static void
close_at_once(const struct turn *turn)
{
	actor_close(turn->actor);
}

static const struct {
	uint32_t weight;
	void (*act)(const struct turn *turn);
} acts[] = {
	{ 500, send_some },
	{ 50, tell },
	{ 20, set_topic },
	{ 70, ask },
	{ 50, join },
	{ 10, rename_self },
	{ 20, ping },
	{ 10, half_line },
	{ 10, be_silent },
	{ 5, be_deaf },
	{ 2, quit },
	{ 2, half_close },
	{ 2, reset },
	{ 2, close_at_once },
};

static uint32_t
all_weights(void)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < COUNT(acts); i++)
		sum += acts[i].weight;
	return sum;
}

void
script_act(struct actor *actor, const struct actor *other, usec now)
{
	const struct turn turn = { actor, other, now };
	uint32_t rest = draw(&turn, all_weights());
	size_t i = 0;

	if (actor->leaving || checker_owed(actor->self.life) > OWED_MOST)
		return;
	if (actor->halfway) {
		actor_ping(actor); /* its other half */
		return;
	}
	while (rest >= acts[i].weight)
		rest -= acts[i++].weight;
	acts[i].act(&turn);
}

/* The more there are, the more hear what each says: together so much. */
usec
script_pause(struct actor *actor, size_t actors)
{
	return dice_throw(&actor->dice, (uint32_t)(actors * PAUSE_EACH));
}
