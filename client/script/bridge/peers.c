/* Other bridges, and how far each was heard in each group: see bridge.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "script/bridge/bridge.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"

#define PEERS_MOST 256
#define SILENCE (8 * SEC) /* after which a peer cannot be reached */
#define ASK_AGAIN (3 * SEC) /* when a request is repeated */
#define READS 16 /* the questions of a peer to the history */
#define AGAIN_LINES 10 /* a request is charged as so many lines */
#define ROWS 32768
#define PAGE 1000 /* lines of our own history at a time */
#define MAGIC "forkcast bridge 2"
#define SIZE (ROWS * sizeof(struct progress))
#define NOT_OURS                                                            \
	"%s: this is no file of places, or not one that only you can use; " \
	"remove it or name another one with -m"
#define DAY ((uint64_t)86400 * SEC)
#define MONTH (30 * DAY) /* of silence, after which a row may be used anew */

/* What is to be told of the messages that a group lacks. */
enum { MISSING, MAYBE, UNKNOWN, GAPS };

static const struct str gap_words[GAPS] = {
	[MISSING] = LIT(": messages missing here: "),
	[MAYBE] = LIT(": messages that may be missing here: "),
	[UNKNOWN] =
	    LIT(": messages may be missing here, nobody knows how many"),
};

struct mark {
	uint64_t epoch, id, n;
};

/*
 * How far a peer was heard in a group: a row of the file, which is mapped, so
 * that what is noted here outlasts us. Whatever moment we are killed at: up to
 * sure, all is here or was counted; of unsure lines after it, which end at
 * given, nobody knows. Earlier programs have the file in this form, without
 * sure, and the last row, which is no place, without the magic.
 */
struct progress {
	char peer[SERVER_MOST + 1]; /* empty: a free row */
	char token[TOKEN_MOST + 1]; /* the group */
	unsigned char which; /* sure */
	struct mark given; /* the last one given to the server */
	uint64_t unsure; /* lines given and not answered */
	uint64_t gaps[GAPS]; /* messages that are to be told */
	uint64_t heard; /* when, by the clock on the wall */
	struct sure {
		struct mark at; /* the last one answered */
		uint64_t here; /* its ID here, or a lower one */
	} sure[2];
};

/* The same as long as we run. */
struct relayed {
	struct progress *row;
	struct peer *from;
	struct group *in;
	struct mark at; /* the last message that was taken */
	struct mark head; /* the last one there is, as far as is known */
	uint64_t flying; /* lines given and not answered, now */
	uint64_t refused; /* answered ones that are to be given again */
	uint64_t skip; /* of the next ones, those that are here already */
	uint64_t telling[GAPS]; /* of gaps, in a note that is not answered */
	bool doubts; /* the history here is to tell which are here */
	bool reads; /* it was asked */
	usec asked; /* when we asked for what is missing; 0: never */
	uint64_t asked_after; /* the ID in it */
	/* Who was told last that their lines are refused for now. */
	char told[sizeof(((struct asked *)0)->reply)];
};

static struct {
	struct peer peer[PEERS_MOST];
	size_t count;
	size_t rate; /* lines a second of one peer */
	struct progress *rows;
	struct relayed place[ROWS]; /* of each row */
	size_t used; /* rows */
	usec began;
	bool full; /* which was complained of */
	bool changed; /* since the last sync */
} peers;

/* Returns whether the word can be a server: also a word of a subject. */
bool
peers_may_be(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-",
			name.at[i]) == NULL)
			return false;
	return name.len <= SERVER_MOST && name_spelling(name) == CODE_OK;
}

/* Returns the peer, maybe a new one; null if it can be none. */
static struct peer *
find_peer(struct str name)
{
	for (size_t i = 0; i < peers.count; i++)
		if (str_eq(str_from(peers.peer[i].name), name))
			return &peers.peer[i];
	if (peers.count == PEERS_MOST || !peers_may_be(name))
		return NULL;
	memcpy(peers.peer[peers.count].name, name.at, name.len);
	return &peers.peer[peers.count++];
}

/* Sets what all is known up to; a kill leaves this or what was before. */
static void
set_sure(struct progress *row, struct mark at, uint64_t here)
{
	row->sure[!row->which] = (struct sure) { at, here };
	atomic_signal_fence(memory_order_seq_cst);
	row->which = !row->which;
	atomic_signal_fence(memory_order_seq_cst);
}

/* Nothing is unsure up to where the place is. */
static void
settle_place(struct relayed *place)
{
	const struct progress *row = place->row;
	const uint64_t joined = place->in->last.epoch,
		       here = row->sure[row->which].here;

	set_sure(place->row, place->at, here > joined ? here : joined);
	place->row->given = place->at;
	atomic_signal_fence(memory_order_seq_cst);
	place->row->unsure = 0;
	peers.changed = true;
}

/* Finds the row of the file, or one that is free; null if all are in use. */
static struct progress *
row_of(struct str peer, struct str token)
{
	const bool old = clock_mono() - peers.began > DAY;
	struct progress *row = peers.rows, *unused = NULL;

	for (; row < peers.rows + peers.used; row++) {
		if (str_eq(str_from(row->peer), peer) &&
		    str_eq(str_from(row->token), token))
			return row;
		if (old && peers.place[row - peers.rows].from == NULL &&
		    row->heard + MONTH < clock_wall())
			unused = row;
	}
	if (unused == NULL && peers.used < ROWS - 1)
		unused = &peers.rows[peers.used++];
	if (unused == NULL)
		return NULL;
	memset(unused, 0, sizeof(*unused));
	memcpy(unused->token, token.at, token.len);
	memcpy(unused->peer, peer.at, peer.len);
	unused->heard = clock_wall();
	return unused;
}

/* Returns where the peer is in the group; null if there is no row for it. */
static struct relayed *
place_of_peer(struct peer *peer, struct group *group)
{
	struct relayed **place = &peer->places[group->number];
	struct progress *row;

	if (*place != NULL)
		return *place;
	row = row_of(str_from(peer->name), str_from(group->token));
	if (row == NULL) {
		if (!peers.full)
			complain("the file of places is full: what is said in "
				 "%s on %s, or elsewhere, is not carried",
			    group->name, peer->name);
		peers.full = true;
		return NULL;
	}
	*place = &peers.place[row - peers.rows];
	**place = (struct relayed) { .row = row,
		.from = peer,
		.in = group,
		.at = row->sure[row->which].at,
		.doubts = row->unsure > 0 };
	return *place;
}

void
peers_forget(const struct group *group)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct relayed **place = &peers.peer[i].places[group->number];
		if (*place != NULL)
			(*place)->from = NULL;
		*place = NULL;
	}
}

static bool
send_to(const struct peer *peer, const struct str *pieces, size_t count)
{
	return nats_publish("to", peer->name, pieces, count);
}

/* Tells the group something about the peer; false if it cannot be said now. */
static bool
note_to_group(const struct asked *why, struct str what, struct str number)
{
	return local_say(why,
		   PIECES(STR("note "), str_from(why->place->in->name),
		       STR(" -- "), str_from(why->peer->name), what, number)) ==
	    CODE_OK;
}

/* Tells all groups of the peer. */
static void
note_all(struct peer *peer, struct str what)
{
	for (size_t i = 0; i < GROUPS_MOST; i++) {
		const struct asked why = {
			.peer = peer, .place = peer->places[i], .gap = GAPS
		};
		if (why.place != NULL)
			(void)note_to_group(&why, what, STR("")); /* or not */
	}
}

/* Charges lines to the peer's rate; false if it is too fast. */
static bool
charge(struct peer *peer, size_t lines)
{
	const bool may = peer->lines < peers.rate;

	peer->lines += may ? lines : 0;
	return may;
}

/*
 * Tells the group what is missing there, or may be. What is refused, or not
 * answered, is told again.
 */
static void
tell_gaps(struct relayed *place)
{
	const uint64_t *gaps = place->row->gaps;
	struct asked why = { .peer = place->from, .place = place };

	for (; why.gap < GAPS; why.gap++)
		if (gaps[why.gap] > 0 && place->telling[why.gap] == 0 &&
		    note_to_group(&why, gap_words[why.gap],
			why.gap == UNKNOWN ? STR("") : DECIMAL(gaps[why.gap])))
			place->telling[why.gap] = gaps[why.gap];
}

/*
 * Moves the place to what comes after it, and counts what is missing before.
 * What is here already is not.
 */
static void
move_place(struct relayed *place, const struct said *to)
{
	uint64_t *gaps = place->row->gaps;
	const uint64_t last = to->n - (to->words.len > 0 && to->n > 0);
	uint64_t lacks = 0;

	if (to->epoch == EPOCH_NONE) {
		gaps[UNKNOWN]++;
		place->at.id = to->id;
		return;
	}
	if (to->epoch == place->at.epoch && last > place->at.n)
		lacks = last - place->at.n;
	else if (to->epoch != place->at.epoch && to->epoch != EPOCH_PAST)
		place->skip = 0; /* it will not say them again */
	for (; lacks > 0 && place->skip > 0; place->skip--)
		lacks--;
	gaps[MISSING] += lacks;
	place->at = (struct mark) { to->epoch, to->id, to->n };
}

/* Asks for what is missing in the group, once all that was given is answered.
 */
static void
ask(struct relayed *place)
{
	const struct mark *at = &place->at, *head = &place->head;
	const usec now = clock_mono();

	if ((head->epoch != at->epoch || head->n > at->n) &&
	    place->flying == 0 && !place->doubts &&
	    now - place->asked >= ASK_AGAIN &&
	    place->from->lines < peers.rate &&
	    send_to(place->from,
		PIECES(STR("again "), str_from(place->in->token), SPACE,
		    DECIMAL(at->id), SPACE, DECIMAL(at->epoch), SPACE,
		    DECIMAL(at->n)))) {
		place->asked = now;
		place->asked_after = at->id;
	}
}

/* Asks at once if something has come since the last time. */
static void
ask_on(struct relayed *place)
{
	if (place->at.id != place->asked_after)
		place->asked = 0;
	ask(place);
}

/* What was unsure stays so, and is told. */
static void
give_up(struct relayed *place)
{
	place->row->gaps[MAYBE] += place->row->unsure;
	place->at = place->row->given;
	place->doubts = false;
	settle_place(place);
}

/* Asks our history what has come of the lines that are unsure. */
static void
look_up(struct relayed *place, const struct asked *before)
{
	const struct sure *sure = &place->row->sure[place->row->which];
	struct asked why = { .peer = place->from,
		.place = place,
		.after = before != NULL ? before->at : sure->here,
		.came = before != NULL ? before->came : 0,
		.end = place->in->last };

	if (before == NULL && place->reads)
		return;
	why.at = why.after;
	why.end.id = why.end.epoch;
	place->reads = false;
	if (sure->here == 0 || sure->here >= why.end.id)
		give_up(place); /* our clock was set back */
	else
		place->reads =
		    local_say(&why,
			PIECES(STR("history "), str_from(place->in->name),
			    STR(" said after "), DECIMAL(why.after), SPACE,
			    DECIMAL(PAGE))) == CODE_OK;
}

void
peers_past(struct asked *asked, uint64_t id, struct str name)
{
	asked->over = asked->over || id >= asked->end.id;
	asked->at = id;
	asked->came += !asked->over &&
	    str_eq(grammar_server_of(name), str_from(asked->peer->name));
}

/* Takes the end of what our history has. */
static void
looked_up(const struct asked *asked, struct str refused)
{
	struct relayed *place = asked->place;

	place->reads = false;
	if (asked->lacks || str_eq(refused, code_word(CODE_UNAVAILABLE))) {
		give_up(place);
	} else if (refused.len > 0) {
		return; /* it is asked again */
	} else if (!asked->over && asked->at > asked->after) {
		look_up(place, asked);
	} else {
		place->at = place->row->sure[place->row->which].at;
		place->skip = asked->came;
		place->doubts = false;
		if (place->skip == 0)
			settle_place(place);
	}
	ask_on(place);
}

/* Gives the message to the server; false if that must wait. */
static bool
give(struct relayed *place, const struct said *said)
{
	struct str text = said->words;
	struct asked why = { .peer = place->from,
		.place = place,
		.tags = str_word(&text),
		.past = *said };
	const struct str name = str_word(&text);
	enum code code;

	why.is_ctcp = text.len > 0 && text.at[0] == '\1';
	(void)snprintf(why.reply, sizeof(why.reply),
	    "note %.*s %s:", (int)name.len, name.at, place->in->name);
	code = local_say(&why,
	    PIECES(STR("relay "), str_from(place->in->name), SPACE, name,
		STR("/"), str_from(place->from->name), SPACE, text));
	if (code == CODE_UNAVAILABLE)
		return false;
	if (code == CODE_OK) {
		place->flying++;
		place->row->unsure++; /* before it is written */
	} else {
		place->row->gaps[MISSING]++;
	}
	atomic_signal_fence(memory_order_seq_cst);
	place->row->given = place->at;
	if (place->flying == 0)
		settle_place(place);
	peers.changed = true;
	return true;
}

/* Takes a message: relays it, or asks for what is missing before it. */
static void
take_message(struct relayed *place, const struct said *said, bool answers)
{
	struct mark before = place->at;

	if (before.id == 0) { /* a new place begins here */
		place->at = before =
		    (struct mark) { said->epoch, said->before, said->n - 1 };
		settle_place(place);
	}
	if (place->refused > 0)
		return; /* until all are answered */
	if ((said->epoch != before.epoch || said->n != before.n + 1) &&
	    (!answers || said->before != before.id)) {
		ask(place);
		return;
	}
	if (!charge(place->from, 1))
		return; /* it is asked for again */
	move_place(place, said);
	if (place->skip > 0) {
		if (--place->skip == 0)
			settle_place(place);
		return;
	}
	tell_gaps(place);
	if (!give(place, said))
		place->at = before;
}

/*
 * Takes that nothing else was said before a place: a beat, or the end of an
 * answer. If that has helped, there may be more.
 */
static void
take_end(struct relayed *place, const struct said *end, bool answers)
{
	if (!answers)
		place->row->heard = clock_wall();
	if (place->at.id == 0 || /* a new place begins here */
	    (answers && end->before == place->at.id && place->flying == 0)) {
		if (place->at.id == 0)
			place->at = (struct mark) { end->epoch, 0, end->n };
		move_place(place, end);
		if (place->skip == 0)
			settle_place(place);
	}
	tell_gaps(place);
	if (!answers)
		ask(place);
	else if (end->epoch != EPOCH_NONE) /* the end itself follows */
		ask_on(place);
}

static bool
take_number(struct str *rest, uint64_t *number)
{
	return rest->at != NULL &&
	    str_to_number(str_word(rest), INT64_MAX, number);
}

/* Takes "EPOCH N ID BEFORE [TAGS NAME TEXT]", if it has that form. */
static void
take_said(struct peer *peer, struct group *group, struct str rest, bool answers)
{
	struct said said = { .id = 0 };
	struct relayed *place;

	if (group == NULL || !take_number(&rest, &said.epoch) ||
	    !take_number(&rest, &said.n) || !take_number(&rest, &said.id) ||
	    !take_number(&rest, &said.before))
		return;
	said.words = rest;
	place = place_of_peer(peer, group);
	if (place == NULL)
		return;
	if (said.epoch > EPOCH_PAST &&
	    (place->head.epoch != said.epoch || place->head.n < said.n))
		place->head = (struct mark) { said.epoch, said.id, said.n };
	if (place->doubts)
		look_up(place, NULL);
	else if (rest.at == NULL)
		take_end(place, &said, answers);
	else if (said.n > 0)
		take_message(place, &said, answers);
}

/*
 * Takes "tell FROM NAME TEXT". The person there gets a note if that is refused.
 */
static void
take_tell(struct peer *peer, struct str from, struct str rest)
{
	struct asked why = { .peer = peer };
	const struct str to = str_word(&rest);
	enum code code;

	(void)snprintf(why.reply, sizeof(why.reply),
	    "note %.*s %.*s:", (int)from.len, from.at, (int)to.len, to.at);
	code = local_say(&why,
	    PIECES(STR("relay @"), to, SPACE, from, STR("/"),
		str_from(peer->name), SPACE, rest));
	if (code != CODE_OK)
		(void)send_to(peer,
		    PIECES(str_from(why.reply), SPACE,
			code_text(code))); /* or not */
}

/* Takes what the peer has sent to us alone: "VERB GROUP-OR-NAME REST". */
static void
take_to_us(struct peer *peer, struct str rest)
{
	const struct str verb = str_word(&rest);
	const struct str word = rest.at != NULL ? str_word(&rest) : STR("");
	const bool again = str_eq(verb, STR("again"));
	struct group *group = groups_find_token(word);
	struct said after = { .epoch = EPOCH_NONE };

	if (rest.at == NULL)
		return;
	if (str_eq(verb, STR("said")))
		take_said(peer, group, rest, true);
	else if (!charge(peer, again ? AGAIN_LINES : 1))
		return;
	else if (again && group != NULL && peer->reads < READS &&
	    take_number(&rest, &after.id) && take_number(&rest, &after.epoch) &&
	    take_number(&rest, &after.n))
		peer->reads += groups_again(peer, group, &after);
	else if (str_eq(verb, STR("note")))
		(void)local_say(NULL,
		    PIECES(STR("note @"), word, STR(" -- "),
			str_from(peer->name), STR(": "), rest)); /* or not */
	else if (str_eq(verb, STR("tell")))
		take_tell(peer, word, rest);
}

void
peers_take(const struct nats_message *message)
{
	struct peer *peer = find_peer(message->server);

	if (peer == NULL)
		return;
	peer->heard = clock_mono();
	if (peer->silent)
		note_all(peer, STR(" can be reached again"));
	peer->silent = false;
	if (str_eq(message->kind, STR("to")))
		take_to_us(peer, message->payload);
	else
		take_said(peer, groups_find_token(message->word),
		    message->payload, false);
}

/* Takes "tell ID FROM NAME/SERVER TEXT", or a tell of this server. */
void
peers_tell(const struct command *line)
{
	const struct str from = grammar_actor(line), text = line->arg[3];
	const struct str server = grammar_server_of(line->arg[2]);
	struct str to = line->arg[2];
	const struct peer *peer = find_peer(server);
	bool sent = peer != NULL && peer->heard != 0 && !peer->silent;

	if (server.len == 0 || grammar_server_of(from).len > 0)
		return;
	to.len -= server.len + 1;
	if (sent)
		sent = send_to(
		    peer, PIECES(STR("tell "), from, SPACE, to, SPACE, text));
	if (!sent)
		(void)local_say(NULL,
		    PIECES(STR("note @"), from, STR(" -- "), line->arg[2],
			STR(" cannot be reached"))); /* or not */
}

/* What is given again: not its words are refused. */
static bool
is_later(struct str code)
{
	static const enum code codes[] = { CODE_SLOW_DOWN, CODE_NOT_MEMBER,
		CODE_NO_SUCH_GROUP, CODE_UNAVAILABLE, CODE_NOT_ALLOWED };

	for (size_t i = 0; i < COUNT(codes); i++)
		if (str_eq(code, code_word(codes[i])))
			return true;
	return false;
}

/*
 * Takes the answer to a message. What masks and modes forbid is not missing;
 * what is to be given again is only if a later one came.
 */
static void
take_relayed(const struct asked *asked, const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const struct str code = refused ? line->arg[1] : STR("");
	const bool barred = str_eq(code, code_word(CODE_NOT_ALLOWED));
	const bool meant = (barred && asked->is_ctcp) ||
	    str_eq(code, code_word(CODE_BANNED)) ||
	    str_eq(code, code_word(CODE_MUTED));
	struct relayed *place = asked->place;
	struct progress *row = place->row;
	const struct said *said = &asked->past;
	uint64_t here = row->sure[row->which].here;

	place->flying--;
	if (barred && !meant)
		place->from->served = false; /* so we are told if we may not */
	if (str_eq(code, code_word(CODE_SLOW_DOWN)) &&
	    strcmp(place->told, asked->reply) != 0 &&
	    send_to(place->from,
		PIECES(str_from(asked->reply), SPACE, line->arg[2])))
		memcpy(place->told, asked->reply, sizeof(place->told));
	if ((refused && place->refused > 0) || (!meant && is_later(code))) {
		place->refused++;
	} else {
		row->gaps[MISSING] += place->refused + (refused && !meant);
		if (!refused)
			(void)str_to_number(line->arg[0], UINT64_MAX, &here);
		set_sure(row, (struct mark) { said->epoch, said->id, said->n },
		    here);
		row->unsure -= 1 + place->refused;
		place->refused = 0;
		peers.changed = true;
	}
	if (place->flying > 0)
		return;
	if (place->refused == 0)
		place->told[0] = '\0';
	if (place->refused > 0) {
		place->refused = 0;
		place->at = row->sure[row->which].at;
		place->asked = clock_mono(); /* a little later */
		place->asked_after = place->at.id;
	}
	settle_place(place);
	ask_on(place);
}

void
peers_answered(struct asked *asked, const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const struct str code = refused ? line->arg[1] : STR("");
	struct peer *peer = asked->peer;
	struct relayed *place = asked->place;

	if (asked->verb == VERB_HISTORY && place != NULL) {
		looked_up(asked, code);
	} else if (asked->verb == VERB_HISTORY) {
		groups_end(asked, code);
		peer->reads--;
	} else if (asked->verb == VERB_SERVE) {
		peer->served = !refused;
	} else if (asked->verb == VERB_RELAY && place != NULL) {
		take_relayed(asked, line);
	} else if (place != NULL && asked->gap < GAPS) {
		place->row->gaps[asked->gap] -=
		    refused ? 0 : place->telling[asked->gap];
		place->telling[asked->gap] = 0;
	} else if (refused && place == NULL) {
		(void)send_to(peer,
		    PIECES(str_from(asked->reply), SPACE,
			line->arg[2])); /* or not */
	}
}

void
peers_lost(void)
{
	for (size_t i = 0; i < peers.used; i++) {
		const struct relayed place = peers.place[i];
		if (place.from != NULL)
			peers.place[i] = (struct relayed) { .row = place.row,
				.from = place.from,
				.in = place.in,
				.head = place.head,
				.at = place.at,
				.doubts = place.row->unsure > 0 };
	}
	for (size_t i = 0; i < peers.count; i++) {
		peers.peer[i].served = false;
		peers.peer[i].reads = 0;
	}
}

void
peers_turn(usec now, bool listens)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = &peers.peer[i];
		const struct asked why = { .peer = peer };
		peer->lines = 0;
		if (listens && !peer->silent && now - peer->heard >= SILENCE) {
			peer->silent = true;
			note_all(peer, STR(" cannot be reached"));
		}
		if (!peer->served)
			(void)local_say(&why,
			    PIECES(STR("serve "),
				str_from(peer->name))); /* or later */
	}
	if (peers.changed)
		(void)msync(peers.rows, SIZE, MS_SYNC); /* or it is old */
	peers.changed = false;
}

/*
 * Counts the rows. In the form of an earlier program, what it had given is not
 * known to follow anything but by its ID.
 */
static void
read_rows(void)
{
	char *magic = peers.rows[ROWS - 1].token;
	const bool old = magic[0] == '\0';
	struct progress *row = peers.rows;

	for (; row < peers.rows + ROWS - 1 && row->peer[0] != '\0'; row++) {
		if (!old)
			continue;
		row->given.epoch = EPOCH_NONE;
		row->sure[0] = row->sure[1] = (struct sure) { row->given, 0 };
		row->gaps[MAYBE] += row->unsure;
		row->unsure = 0;
		row->heard = clock_wall();
	}
	peers.used = (size_t)(row - peers.rows);
	memcpy(magic, MAGIC, sizeof(MAGIC));
}

void
peers_open(const char *path, size_t rate)
{
	const struct flock lock = { .l_type = F_WRLCK };
	const int fd =
	    open(path, O_RDWR | O_CLOEXEC | O_CREAT | O_NOFOLLOW, 0600);
	struct stat status;
	const char *magic;

	if (fd == -1 || fstat(fd, &status) == -1)
		die_errno(EX_CANTCREAT, "cannot open %s", path);
	if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
	    (status.st_mode & 077) != 0 ||
	    (status.st_size != 0 && status.st_size != (off_t)SIZE))
		die(EX_CANTCREAT, NOT_OURS, path);
	if (fcntl(fd, F_SETLK, &lock) == -1) /* lasts as long as we do */
		die(EX_CANTCREAT, "another bridge uses %s", path);
	if (!io_allocate(fd, SIZE))
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	peers.rows =
	    mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (peers.rows == MAP_FAILED)
		die_errno(EX_OSERR, "cannot map %s", path);
	magic = peers.rows[ROWS - 1].token;
	if (magic[0] != '\0' && memcmp(magic, MAGIC, sizeof(MAGIC)) != 0)
		die(EX_CANTCREAT, NOT_OURS, path);
	read_rows();
	peers.rate = rate;
	peers.began = clock_mono();
}
