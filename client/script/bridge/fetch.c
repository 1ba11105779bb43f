/* Requests for the history of the local server, one at a time: see bridge.h. */
#include "script/bridge/bridge.h"
#include "shared/grammar.h"

/* The most events of one request, and those that a check looks at. */
#define AT_ONCE 150
#define CHECKED 1000

/* What a peer has asked for. */
struct want {
	struct peer *peer;
	struct group *group; /* null: nothing */
	uint64_t epoch, after;
};

static struct {
	struct want want[PEERS_MOST]; /* one for each peer */
	size_t next; /* whose turn it is */
	enum { NOTHING, CATCH_UP, CHECK, AGAIN } asked;
	struct want of; /* the open request */
	uint64_t last; /* ID of the last message of the answer */
	uint64_t head; /* of the group, when it was asked */
	bool gap; /* in the history, before the next message */
} past;

void
fetch_again(
    struct peer *peer, struct group *group, uint64_t epoch, uint64_t after)
{
	size_t i = 0;

	while (i < PEERS_MOST - 1 && past.want[i].peer != NULL &&
	    past.want[i].peer != peer)
		i++;
	past.want[i] = (struct want) { peer, group, epoch, after };
}

/* Asks for N of the group's messages. */
static void
ask(struct script *script, int asked, struct group *group, struct str how,
    uint64_t n, uint64_t after)
{
	const bool check = asked == CHECK;
	const struct str number = DECIMAL(n);
	const struct str id = after != 0 ? DECIMAL(after) : STR("");

	past.asked = asked;
	past.of.group = group;
	past.last = after;
	past.head = group->head;
	past.gap = false;
	if (id.len == 0)
		SESSION_SAY(&script->session, VERB_HISTORY, STR("history"),
		    group->name, STR("said"), how, number);
	else
		SESSION_SAY(&script->session, VERB_HISTORY, STR("history"),
		    group->name, STR("said"), how, check ? number : id,
		    check ? id : number);
}

/* Looks after our own groups: returns whether it has asked. */
static bool
look_after(struct script *script)
{
	struct group *group;
	uint64_t after = 0;

	for (size_t i = 0; (group = bridge_group(i)) != NULL; i++) {
		if (!group->live && !group->behind)
			continue; /* not joined yet */
		if (group->behind) {
			ask(script, CATCH_UP, group, STR("after"), AT_ONCE,
			    group->fetched > group->head ? group->fetched :
							   group->head);
			return true;
		}
		if (!peers_unsure(group, &after))
			continue;
		if (group->history) {
			ask(script, CHECK, group, STR("last"), CHECKED, after);
			return true;
		}
		peers_settle(group, false);
	}
	return false;
}

void
fetch_turn(struct script *script)
{
	if (past.asked != NOTHING || !local_has_room(1, 0) ||
	    look_after(script))
		return;
	for (size_t i = 0; i < PEERS_MOST; i++) {
		struct want *want = &past.want[(past.next + i) % PEERS_MOST];
		if (want->group == NULL)
			continue;
		past.of = *want;
		want->group = NULL;
		past.next += i + 1;
		ask(script, AGAIN, past.of.group, STR("after"), AT_ONCE,
		    past.of.after);
		return;
	}
}

void
fetch_gap(void)
{
	past.gap = true;
}

/* Takes a message of the past; server: where it came from, or empty. */
void
fetch_take(struct said *said, struct str server)
{
	struct group *group = past.of.group;

	if (past.asked == CATCH_UP && server.len == 0) {
		own_say(group, said);
	} else if (past.asked == CHECK && server.len > 0) {
		peers_seen(group, server, said);
	} else if (past.asked == AGAIN && server.len == 0) {
		said->epoch = group->epoch;
		said->before = past.gap ? 0 : past.last;
		own_send(past.of.peer, group, said);
		past.last = said->id;
		past.gap = false;
	}
}

/* Ends a request: done, if there is no more. reached: up to where it went. */
static void
finish(bool done, uint64_t reached)
{
	struct group *group = past.of.group;
	struct said to = { .id = reached };

	if (past.asked == CATCH_UP) {
		group->fetched = reached;
		if (done)
			own_caught_up(group);
	} else if (past.asked == CHECK) {
		peers_settle(group, true);
	} else if (past.asked == AGAIN) {
		if (done && past.head > reached)
			to.id = past.head;
		own_upto(past.of.peer, group, &to, past.last);
	}
}

bool
fetch_answered(const struct session *session, const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	uint64_t count = 0, reached = 0;

	if (past.asked == NOTHING || session_answered(session) != VERB_HISTORY)
		return false;
	(void)str_word(&rest); /* the group */
	if (line->rule->verb == VERB_OK) {
		(void)str_to_number(str_word(&rest), UINT64_MAX, &count);
		(void)str_to_number(str_word(&rest), UINT64_MAX, &reached);
		finish(count < AT_ONCE, reached);
	} else {
		/* The history has gone: what is remembered has to do. */
		past.of.group->history = false;
		if (past.asked == CATCH_UP)
			own_joined(past.of.group);
	}
	past.asked = NOTHING;
	return true;
}

void
fetch_lost(void)
{
	past.asked = NOTHING;
}
