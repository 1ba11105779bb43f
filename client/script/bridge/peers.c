/* Other bridges, and how far each was heard in each group: see bridge.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/names.h"

#define PEERS_MOST 256
#define SILENCE (8 * SEC) /* after which a peer cannot be reached */
#define ASK_AGAIN (3 * SEC) /* when a request is repeated */
#define AGAIN_LINES 10 /* a request is charged as so many lines */
#define ROWS 32768
#define SPACE STR(" ")

/* What is to be told of the messages that a group lacks. */
enum { MISSING, MAYBE, UNKNOWN, GAPS };

static const struct str gap_words[GAPS] = {
	[MISSING] = LIT(": messages missing here: "),
	[MAYBE] = LIT(": messages that may be missing here: "),
	[UNKNOWN] =
	    LIT(": messages may be missing here, nobody knows how many"),
};

/*
 * The place up to which a peer was heard in a group: a row of the file, which
 * is mapped, so that what is noted here outlasts us.
 */
struct place {
	char peer[SERVER_MOST + 1]; /* empty: a free row */
	char token[TOKEN_MOST + 1]; /* the group */
	uint64_t epoch, id, n; /* of the last message given to the server */
	uint64_t unsure; /* lines given and not answered */
	uint64_t gaps[GAPS]; /* messages that are to be told */
	uint64_t known; /* the highest ID that exists, as far as is known */
	uint64_t behind; /* messages, at the last beat; 0 also if not counted */
	uint64_t repairs, lost; /* for peers_print */
	usec heard; /* too */
};

struct peer {
	char name[SERVER_MOST + 1];
	usec heard;
	bool silent; /* and that was told */
	bool served; /* the local server gives us what is told to it */
	bool reads; /* it waits for the history */
	usec asked; /* of our open request; 0: none */
	uint64_t asked_after; /* the ID in it */
	usec second; /* since when its lines are counted */
	size_t lines;
	struct place *places[GROUPS_MOST]; /* null: none yet */
};

static struct {
	struct peer peer[PEERS_MOST];
	size_t count;
	size_t rate; /* lines a second of one peer */
	int fd; /* the file */
	struct place *rows;
	size_t used;
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
find(struct str name)
{
	for (size_t i = 0; i < peers.count; i++)
		if (str_eq(str_from(peers.peer[i].name), name))
			return &peers.peer[i];
	if (peers.count == PEERS_MOST || !peers_may_be(name))
		return NULL;
	memcpy(peers.peer[peers.count].name, name.at, name.len);
	return &peers.peer[peers.count++];
}

/* Finds the row of the file, or takes a free one. */
static struct place *
find_row(const struct peer *peer, const struct group *group)
{
	struct place *row = peers.rows;

	for (; row < peers.rows + peers.used; row++)
		if (strcmp(row->peer, peer->name) == 0 &&
		    strcmp(row->token, group->token) == 0)
			return row;
	if (peers.used == ROWS)
		die(EX_CANTCREAT, "the file of places is full");
	memcpy(row->token, group->token, sizeof(row->token));
	memcpy(row->peer, peer->name, sizeof(row->peer));
	peers.used++;
	return row;
}

static struct place *
place_of(struct peer *peer, const struct group *group)
{
	struct place **place = &peer->places[group->number];

	if (*place == NULL)
		*place = find_row(peer, group);
	return *place;
}

bool
peers_send(const struct peer *peer, const struct str *pieces, size_t count)
{
	return nats_publish(
	    bridge_subject("to", str_from(peer->name), NULL), pieces, count);
}

/* Tells the peer's groups. */
static void
tell_groups(const struct peer *peer, struct str what)
{
	const struct group *group;

	for (size_t i = 0; (group = groups_at(i)) != NULL; i++)
		if (peer->places[i] != NULL)
			(void)BRIDGE_SAY(NULL, STR("note "),
			    str_from(group->name), STR(" -- "),
			    str_from(peer->name), what); /* or not */
}

/* Charges lines to the peer's rate; false if it is too fast. */
static bool
charge(struct peer *peer, size_t lines)
{
	const usec now = clock_mono();

	if (now - peer->second >= SEC) {
		peer->second = now;
		peer->lines = 0;
	}
	if (peer->lines >= peers.rate)
		return false;
	peer->lines += lines;
	return true;
}

/* Tells the group what of the peer's is missing there, or may be. */
static void
tell_gaps(
    const struct peer *peer, const struct group *group, struct place *place)
{
	for (size_t i = 0; i < GAPS; i++) {
		if (place->gaps[i] == 0 ||
		    BRIDGE_SAY(NULL, STR("note "), str_from(group->name),
			STR(" -- "), str_from(peer->name), gap_words[i],
			i == UNKNOWN ? STR("") : DECIMAL(place->gaps[i])) !=
			CODE_OK)
			continue;
		if (i == MISSING)
			place->lost += place->gaps[i];
		place->gaps[i] = 0;
	}
}

/* Moves the place to the message, and notes what is missing before it. */
static void
advance(struct place *place, const struct said *to)
{
	const uint64_t last = to->n - (to->words.len > 0 && to->n > 0);
	const bool counted = place->epoch == to->epoch && place->n > 0;

	if (place->id != 0 && to->before == 0) {
		if (counted && last > place->n)
			place->gaps[MISSING] += last - place->n;
		else if (!counted || to->n == 0)
			place->gaps[UNKNOWN] = 1;
	}
	place->epoch = to->epoch;
	place->id = to->id;
	place->n = to->n;
	if (place->known < to->id)
		place->known = to->id;
}

/* Asks for what is missing in the group, one request of a peer at a time. */
static void
ask(struct peer *peer, const struct group *group, struct place *place)
{
	const usec now = clock_mono();

	if (place->known > place->id && group->last.epoch != 0 &&
	    now - peer->asked >= ASK_AGAIN && peer->lines < peers.rate &&
	    PEERS_SEND(peer, STR("again "), str_from(group->token), SPACE,
		DECIMAL(place->id))) {
		peer->asked = now;
		peer->asked_after = place->id;
		place->repairs++;
	}
}

/* Asks for what is missing anywhere, and tells what cannot be had. */
static void
repair(struct peer *peer)
{
	const struct group *group;

	for (size_t i = 0; (group = groups_at(i)) != NULL; i++)
		if (peer->places[i] != NULL) {
			tell_gaps(peer, group, peer->places[i]);
			ask(peer, group, peer->places[i]);
		}
}

/* Takes a message: relays it, or asks for what is missing before it. */
static void
take_message(struct peer *peer, struct group *group, const struct said *said)
{
	struct place *place = place_of(peer, group);
	struct asked why = { .peer = peer, .group = group };
	struct str text = said->words, name;

	if (said->id <= place->id)
		return; /* it was relayed */
	if (place->known < said->id)
		place->known = said->id;
	if (place->id != 0 && said->before > place->id) {
		ask(peer, group, place);
		return;
	}
	if (!charge(peer, 1))
		return; /* it is asked for again */
	advance(place, said);
	tell_gaps(peer, group, place);
	why.tags = str_word(&text);
	name = str_word(&text);
	if (BRIDGE_SAY(&why, STR("relay "), str_from(group->name), SPACE, name,
		STR("/"), str_from(peer->name), SPACE, text) == CODE_OK)
		place->unsure++; /* before it is written */
	else
		place->gaps[MISSING]++;
}

/* Takes the end of an answer; if that has helped, there may be more. */
static void
take_end(struct peer *peer, const struct group *group, const struct said *end)
{
	struct place *place = place_of(peer, group);

	if (end->before <= place->id && end->id > place->id)
		advance(place, end);
	if (place->id > peer->asked_after)
		peer->asked = 0;
	repair(peer);
}

static bool
take_number(struct str *rest, uint64_t *number)
{
	return rest->at != NULL &&
	    str_to_number(str_word(rest), INT64_MAX, number);
}

/* Takes "EPOCH N ID BEFORE [TAGS NAME TEXT]", if it has that form. */
static void
take_said(struct peer *peer, struct group *group, struct str rest)
{
	struct said said = { .id = 0 };

	if (!take_number(&rest, &said.epoch) || !take_number(&rest, &said.n) ||
	    !take_number(&rest, &said.id) || !take_number(&rest, &said.before))
		return;
	said.words = rest;
	if (rest.at == NULL)
		take_end(peer, group, &said);
	else if (said.before < said.id)
		take_message(peer, group, &said);
}

/* Takes "BORN [GROUP EPOCH N ID]...", the last message of each group. */
static void
take_beat(struct peer *peer, struct str rest)
{
	uint64_t born;

	(void)take_number(&rest, &born);
	while (rest.at != NULL) {
		struct group *group = groups_find_token(str_word(&rest));
		struct said last = { .id = 0 };
		struct place *place;
		if (!take_number(&rest, &last.epoch) ||
		    !take_number(&rest, &last.n) ||
		    !take_number(&rest, &last.id))
			return;
		if (group == NULL)
			continue;
		place = place_of(peer, group);
		if (place->id == 0) /* a new place begins here */
			advance(place, &last);
		if (place->known < last.id)
			place->known = last.id;
		place->heard = clock_wall();
		place->behind = place->epoch == last.epoch && place->n > 0 &&
			last.n > place->n ?
		    last.n - place->n :
		    0;
	}
}

/*
 * Takes "tell FROM NAME TEXT" or "who FROM GROUP". The person there gets a note
 * with the answer.
 */
static void
take_question(struct peer *peer, bool tell, struct str from, struct str rest)
{
	struct asked why = { .peer = peer };
	const struct str about = str_word(&rest);
	const struct group *group = groups_find(about);
	enum code code = CODE_NO_SUCH_GROUP;

	(void)snprintf(why.reply, sizeof(why.reply),
	    "note %.*s %.*s:", (int)from.len, from.at, (int)about.len,
	    about.at);
	if (tell)
		code = BRIDGE_SAY(&why, STR("relay @"), about, SPACE, from,
		    STR("/"), str_from(peer->name), SPACE, rest);
	else if (group != NULL && group->last.epoch != 0)
		code = BRIDGE_SAY(&why, STR("names "), about);
	if (code != CODE_OK)
		(void)PEERS_SEND(peer, str_from(why.reply), SPACE,
		    code_text(code)); /* or not */
}

/* Takes what the peer has sent to us alone: "VERB GROUP-OR-NAME REST". */
static void
take_to_us(struct peer *peer, struct str rest)
{
	const struct str verb = str_word(&rest);
	const struct str word = rest.at != NULL ? str_word(&rest) : STR("");
	const bool again = str_eq(verb, STR("again"));
	const bool tell = str_eq(verb, STR("tell"));
	struct group *group = groups_find_token(word);
	uint64_t after;

	if (rest.at == NULL)
		return;
	if (str_eq(verb, STR("said")) && group != NULL)
		take_said(peer, group, rest);
	else if (!charge(peer, again ? AGAIN_LINES : 1))
		return;
	else if (again && group != NULL && !peer->reads &&
	    take_number(&rest, &after))
		peer->reads = groups_again(peer, group, after);
	else if (str_eq(verb, STR("note")))
		(void)BRIDGE_SAY(NULL, STR("note @"), word, STR(" -- "),
		    str_from(peer->name), STR(": "), rest); /* or not */
	else if (tell || str_eq(verb, STR("who")))
		take_question(peer, tell, word, rest);
}

void
peers_take(
    struct str server, struct str kind, struct str word, struct str payload)
{
	struct peer *peer = find(server);
	struct group *group;

	if (peer == NULL)
		return;
	peer->heard = clock_mono();
	if (peer->silent)
		tell_groups(peer, STR(" can be reached again"));
	peer->silent = false;
	if (str_eq(kind, STR("beat")))
		take_beat(peer, payload);
	else if (str_eq(kind, STR("to")))
		take_to_us(peer, payload);
	else if ((group = groups_find_token(word)) != NULL)
		take_said(peer, group, payload);
}

bool
peers_tell(struct str from, struct str to, struct str text)
{
	const struct peer *peer = find(grammar_server_of(to));

	if (peer == NULL || peer->heard == 0 || peer->silent)
		return false;
	to.len -= strlen(peer->name) + 1;
	if (str_eq(to, STR("who")))
		return PEERS_SEND(peer, STR("who "), from, SPACE, text);
	return PEERS_SEND(peer, STR("tell "), from, SPACE, to, SPACE, text);
}

/* Takes "LETTERS [ROLE!NAME!USER@HOST]...", members of a group. */
void
peers_names(const struct asked *asked, struct str names)
{
	char text[LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, text, sizeof(text));
	(void)str_word(&names);
	while (names.at != NULL) {
		struct str word = str_word(&names);
		(void)str_cut(&word, '!');
		(void)BUF_CAT(&buf, SPACE, str_cut(&word, '!')); /* fits */
	}
	if (asked->peer != NULL)
		(void)PEERS_SEND(asked->peer, str_from(asked->reply),
		    buf_str(&buf)); /* or not */
}

void
peers_answered(const struct asked *asked, const struct command *line)
{
	static const enum code meant[] = { CODE_BANNED, CODE_MUTED,
		CODE_NOT_ALLOWED };
	const bool refused = line->rule->verb == VERB_ERR;
	struct peer *peer = asked->peer;
	struct place *place;

	if (asked->verb == VERB_HISTORY) {
		peer->reads = false;
	} else if (asked->verb == VERB_SERVE) {
		peer->served = !refused;
	} else if (asked->group != NULL) {
		place = place_of(peer, asked->group);
		place->unsure--;
		for (size_t i = 0; i < COUNT(meant) && refused; i++)
			if (str_eq(line->arg[1], code_word(meant[i])))
				return;
		place->gaps[MISSING] += refused;
	} else if (refused) {
		(void)PEERS_SEND(peer, str_from(asked->reply), SPACE,
		    line->arg[2]); /* or not */
	}
}

void
peers_lost(void)
{
	for (size_t i = 0; i < peers.used; i++) {
		struct place *row = &peers.rows[i];
		row->gaps[MAYBE] += row->unsure;
		row->unsure = 0;
	}
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = &peers.peer[i];
		peer->asked = 0;
		peer->served = peer->reads = false;
	}
}

void
peers_turn(usec now)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = &peers.peer[i];
		const struct asked why = { .peer = peer };
		repair(peer);
		if (!peer->silent && now - peer->heard >= SILENCE) {
			peer->silent = true;
			tell_groups(peer, STR(" cannot be reached"));
		}
		if (!peer->served)
			(void)BRIDGE_SAY(&why, STR("serve "),
			    str_from(peer->name)); /* or later */
	}
}

/* Maps the file, and finds how many rows are used. */
static void
map(const char *path)
{
	const size_t size = ROWS * sizeof(struct place);

	errno = posix_fallocate(peers.fd, 0, (off_t)size);
	if (errno != 0)
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	peers.rows =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, peers.fd, 0);
	if (peers.rows == MAP_FAILED)
		die_errno(EX_OSERR, "cannot map %s", path);
	while (peers.used < ROWS && peers.rows[peers.used].peer[0] != '\0') {
		struct place *row = &peers.rows[peers.used++];
		row->peer[SERVER_MOST] = row->token[TOKEN_MOST] = '\0';
	}
}

void
peers_open(const char *path, size_t rate)
{
	const struct flock lock = { .l_type = F_WRLCK };

	peers.rate = rate;
	peers.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (peers.fd == -1)
		die_errno(EX_CANTCREAT, "cannot open %s", path);
	if (fcntl(peers.fd, F_SETLK, &lock) == -1)
		die(EX_CANTCREAT, "another bridge uses %s", path);
	map(path);
}

int
peers_print(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK };

	peers.fd = open(path, O_RDWR | O_CLOEXEC);
	if (peers.fd == -1 || fcntl(peers.fd, F_GETLK, &lock) == -1)
		die_errno(EX_UNAVAILABLE, "cannot read %s", path);
	if (lock.l_type == F_UNLCK)
		die(EX_UNAVAILABLE, "no bridge uses %s", path);
	map(path);
	for (size_t i = 0; i < peers.used; i++) {
		const struct place *row = &peers.rows[i];
		const uint64_t ago = (clock_wall() - row->heard) / SEC,
			       lost = row->lost + row->gaps[MISSING];
		(void)printf("%s %s: heard %" PRIu64 " s ago, %s, behind "
			     "%" PRIu64 ", repaired %" PRIu64
			     ", missing %" PRIu64 "\n",
		    row->peer, row->token, ago,
		    row->known > row->id ? "repairing" : "up to date",
		    row->behind, row->repairs, lost);
	}
	return EX_OK;
}
