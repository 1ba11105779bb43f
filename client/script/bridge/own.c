/* What is said on our server, for others: see bridge.h. */
#include <stdlib.h>
#include <string.h>

#include "script/bridge/bridge.h"
#include "shared/die.h"

#define RING 1000 /* the messages of a group that are remembered */
#define ANSWER 150 /* the messages of one answer */

/* A message as it was said; its words are in data. */
struct kept {
	struct said said;
	char data[];
};

/* The open request to the history. */
static struct {
	struct peer *peer; /* null: none */
	struct group *group;
	uint64_t after; /* ID of the last message of the answer */
	uint64_t head; /* of the group, when it was asked */
	bool gap; /* before the next message */
} past;

void
own_join(struct group *group, uint64_t id)
{
	for (size_t i = 0; group->ring != NULL && i < RING; i++) {
		free(group->ring[i]);
		group->ring[i] = NULL;
	}
	group->epoch = group->head = group->floor = id;
	group->n = 0;
	group->live = true;
}

static struct str
copy(char **to, struct str text)
{
	const struct str copied = { *to, text.len };

	memcpy(*to, text.at, text.len);
	*to += text.len;
	return copied;
}

/* Remembers the message in place of the oldest one. */
static void
keep(struct group *group, const struct said *said)
{
	struct kept *kept = malloc(
	    sizeof(*kept) + said->name.len + said->tags.len + said->text.len);
	struct kept **place;
	char *to;

	if (group->ring == NULL)
		group->ring = calloc(RING, sizeof(struct kept *));
	if (kept == NULL || group->ring == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	to = kept->data;
	kept->said = *said;
	kept->said.name = copy(&to, said->name);
	kept->said.tags = copy(&to, said->tags);
	kept->said.text = copy(&to, said->text);
	place = &group->ring[group->ring_at++ % RING];
	if (*place != NULL)
		group->floor = (*place)->said.id;
	free(*place);
	*place = kept;
}

void
own_say(struct group *group, struct said *said)
{
	said->epoch = group->epoch;
	said->n = ++group->n;
	said->before = group->head;
	group->head = said->id;
	keep(group, said);
	wire_publish(group, said);
}

static void
answer_from_ring(struct peer *peer, struct group *group, uint64_t after)
{
	struct said said,
	    end = { .epoch = group->epoch,
		    .n = group->n,
		    .id = group->head > after ? group->head : after,
		    .before = after < group->floor ? 0 : after };
	size_t count = 0;

	for (size_t i = 0; i < RING && group->ring != NULL; i++) {
		const struct kept *kept =
		    group->ring[(group->ring_at + i) % RING];
		if (kept == NULL || kept->said.id <= after)
			continue;
		said = kept->said;
		if (count == 0)
			said.before = end.before;
		wire_answer(peer, group, &said);
		end.before = said.id;
		if (++count == ANSWER) {
			end.id = said.id;
			end.n = said.n;
			break;
		}
	}
	wire_answer(peer, group, &end);
}

void
own_again(struct peer *peer, struct group *group, uint64_t after)
{
	if (after >= group->floor) {
		answer_from_ring(peer, group, after);
	} else {
		peer->want = group;
		peer->want_after = after;
	}
}

void
own_turn(struct script *script)
{
	static size_t next; /* whose turn it is */
	struct peer *peer;

	if (past.peer != NULL || !local_has_room(1, 0))
		return;
	for (size_t i = 0; i < PEERS_MOST; i++) {
		peer = peers_next(next++ % PEERS_MOST);
		if (peer == NULL || peer->want == NULL || !peer->want->live)
			continue;
		past.peer = peer;
		past.group = peer->want;
		past.after = peer->want_after;
		past.head = past.group->head;
		past.gap = false;
		peer->want = NULL;
		SESSION_SAY(&script->session, VERB_HISTORY, STR("history"),
		    str_from(past.group->name), STR("said after"),
		    DECIMAL(past.after), DECIMAL(ANSWER));
		return;
	}
}

void
own_past(struct said *said)
{
	if (past.peer == NULL)
		return;
	said->epoch = past.group->epoch;
	said->before = past.gap ? 0 : past.after;
	past.after = said->id;
	past.gap = false;
	wire_answer(past.peer, past.group, said);
}

void
own_gap(void)
{
	past.gap = true;
}

/* Takes "ok history G COUNT LASTID", or that there is no history. */
void
own_heard(const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	uint64_t count = 0, last = 0;
	struct said end;

	if (past.peer == NULL)
		return;
	(void)str_word(&rest); /* the group */
	if (line->rule->verb == VERB_OK &&
	    str_to_number(str_word(&rest), UINT64_MAX, &count) &&
	    str_to_number(str_word(&rest), UINT64_MAX, &last)) {
		end = (struct said) { .epoch = past.group->epoch,
			.id = count < ANSWER && past.head > last ? past.head :
								   last,
			.before = past.gap ? 0 : past.after };
		wire_answer(past.peer, past.group, &end);
	} else {
		answer_from_ring(past.peer, past.group, past.after);
	}
	past.peer = NULL;
}

void
own_lost(void)
{
	past.peer = NULL;
}
