/* Other bridges, and how far each was heard in each group: see bridge.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "script/bridge/bridge.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/names.h"

#define PEERS_MOST 256
#define SILENCE (8 * SEC) /* after which a peer cannot be reached */
#define ASK_AGAIN (3 * SEC) /* when a request is repeated */
#define READS 16 /* the questions of a peer to the history */
#define AGAIN_LINES 10 /* a request is charged as so many lines */
#define ROWS 32768

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
	uint64_t unused[4]; /* earlier programs have the file in this form */
	usec asked; /* when we asked for what is missing; 0: never */
	uint64_t asked_after; /* the ID in it */
	struct peer *from; /* as long as we run */
	struct group *in; /* too */
};

struct peer {
	char name[SERVER_MOST + 1];
	usec heard;
	bool silent; /* and that was told */
	bool served; /* the local server gives us what is told to it */
	size_t reads; /* its questions to the history */
	size_t lines; /* that it has sent in this second */
	struct place *places[GROUPS_MOST]; /* null: none yet */
};

static struct {
	struct peer peer[PEERS_MOST];
	size_t count;
	size_t rate; /* lines a second of one peer */
	struct place *rows; /* the used ones, and then a free one */
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
place_of(struct peer *peer, struct group *group)
{
	struct place **place = &peer->places[group->number];
	struct place *row = peers.rows;

	if (*place != NULL)
		return *place;
	while (row->peer[0] != '\0' &&
	    (strncmp(row->peer, peer->name, sizeof(row->peer)) != 0 ||
		strncmp(row->token, group->token, sizeof(row->token)) != 0))
		row++;
	if (row == peers.rows + ROWS - 1)
		die(EX_CANTCREAT, "the file of places is full");
	memcpy(row->token, group->token, sizeof(row->token));
	memcpy(row->peer, peer->name, sizeof(row->peer));
	row->from = peer;
	row->in = group;
	*place = row;
	return row;
}

bool
peers_send(const struct peer *peer, const struct str *pieces, size_t count)
{
	return nats_publish("to", peer->name, pieces, count);
}

/* Tells the group something about the peer; false if it cannot be said now. */
static bool
note(const struct place *place, struct str what, struct str number)
{
	return bridge_say(NULL,
		   PIECES(STR("note "), str_from(place->in->name), STR(" -- "),
		       str_from(place->from->name), what, number)) == CODE_OK;
}

/* Tells all groups of the peer. */
static void
note_all(const struct peer *peer, struct str what)
{
	for (size_t i = 0; i < GROUPS_MOST; i++)
		if (peer->places[i] != NULL)
			(void)note(peer->places[i], what, STR("")); /* or not */
}

/* Charges lines to the peer's rate; false if it is too fast. */
static bool
charge(struct peer *peer, size_t lines)
{
	const bool may = peer->lines < peers.rate;

	peer->lines += may ? lines : 0;
	return may;
}

/* Tells the group what is missing there, or may be. */
static void
tell_gaps(struct place *place)
{
	for (size_t i = 0; i < GAPS; i++)
		if (place->gaps[i] > 0 &&
		    note(place, gap_words[i],
			i == UNKNOWN ? STR("") : DECIMAL(place->gaps[i])))
			place->gaps[i] = 0;
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
}

/* Asks for what is missing in the group. */
static void
ask(struct place *place)
{
	const usec now = clock_mono();

	if (place->known > place->id && now - place->asked >= ASK_AGAIN &&
	    place->from->lines < peers.rate &&
	    peers_send(place->from,
		PIECES(STR("again "), str_from(place->in->token), SPACE,
		    DECIMAL(place->id)))) {
		place->asked = now;
		place->asked_after = place->id;
	}
}

/* Takes a message: relays it, or asks for what is missing before it. */
static void
take_message(struct place *place, const struct said *said)
{
	struct str text = said->words;
	const struct asked why = {
		.peer = place->from, .place = place, .tags = str_word(&text)
	};
	const struct str name = str_word(&text);

	if (said->id <= place->id)
		return; /* it was relayed */
	if (place->id != 0 && said->before > place->id) {
		ask(place);
		return;
	}
	if (!charge(place->from, 1))
		return; /* it is asked for again */
	advance(place, said);
	tell_gaps(place);
	if (bridge_say(&why,
		PIECES(STR("relay "), str_from(place->in->name), SPACE, name,
		    STR("/"), str_from(place->from->name), SPACE, text)) ==
	    CODE_OK)
		place->unsure++; /* before it is written */
	else
		place->gaps[MISSING]++;
}

/*
 * Takes that all up to the ID was said: in a beat, which says nothing of what
 * was before, or at the end of an answer. If that has helped, there may be
 * more.
 */
static void
take_end(struct place *place, const struct said *end, bool answers)
{
	if (place->id == 0 || /* a new place begins here */
	    (answers && end->before <= place->id && end->id > place->id))
		advance(place, end);
	if (answers && place->id > place->asked_after)
		place->asked = 0;
	tell_gaps(place);
	ask(place);
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
	struct place *place;

	if (group == NULL || !take_number(&rest, &said.epoch) ||
	    !take_number(&rest, &said.n) || !take_number(&rest, &said.id) ||
	    !take_number(&rest, &said.before))
		return;
	said.words = rest;
	place = place_of(peer, group);
	if (place->known < said.id)
		place->known = said.id;
	if (rest.at == NULL)
		take_end(place, &said, answers);
	else if (said.before < said.id)
		take_message(place, &said);
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
		code = bridge_say(&why,
		    PIECES(STR("relay @"), about, SPACE, from, STR("/"),
			str_from(peer->name), SPACE, rest));
	else if (group != NULL && group->last.epoch != 0)
		code = bridge_say(&why, PIECES(STR("names "), about));
	if (code != CODE_OK)
		(void)peers_send(peer,
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
	const bool tell = str_eq(verb, STR("tell"));
	struct group *group = groups_find_token(word);
	uint64_t after;

	if (rest.at == NULL)
		return;
	if (str_eq(verb, STR("said")))
		take_said(peer, group, rest, true);
	else if (!charge(peer, again ? AGAIN_LINES : 1))
		return;
	else if (again && group != NULL && peer->reads < READS &&
	    take_number(&rest, &after))
		peer->reads += groups_again(peer, group, after);
	else if (str_eq(verb, STR("note")))
		(void)bridge_say(NULL,
		    PIECES(STR("note @"), word, STR(" -- "),
			str_from(peer->name), STR(": "), rest)); /* or not */
	else if (tell || str_eq(verb, STR("who")))
		take_question(peer, tell, word, rest);
}

void
peers_take(const struct nats_message *message)
{
	struct peer *peer = find(message->server);

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
	const struct peer *peer = find(server);
	bool sent = peer != NULL && peer->heard != 0 && !peer->silent;

	if (server.len == 0 || grammar_server_of(from).len > 0)
		return;
	to.len -= server.len + 1;
	if (sent && str_eq(to, STR("who")))
		sent = peers_send(peer, PIECES(STR("who "), from, SPACE, text));
	else if (sent)
		sent = peers_send(
		    peer, PIECES(STR("tell "), from, SPACE, to, SPACE, text));
	if (!sent)
		(void)bridge_say(NULL,
		    PIECES(STR("note @"), from, STR(" -- "), line->arg[2],
			STR(" cannot be reached"))); /* or not */
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
		(void)peers_send(asked->peer,
		    PIECES(str_from(asked->reply), buf_str(&buf))); /* or not */
}

/* What masks and modes forbid is not missing. */
static bool
is_meant(struct str code)
{
	return str_eq(code, code_word(CODE_BANNED)) ||
	    str_eq(code, code_word(CODE_MUTED)) ||
	    str_eq(code, code_word(CODE_NOT_ALLOWED));
}

void
peers_answered(const struct asked *asked, const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	struct peer *peer = asked->peer;

	if (asked->verb == VERB_HISTORY) {
		groups_end(asked, refused);
		peer->reads--;
	} else if (asked->verb == VERB_SERVE) {
		peer->served = !refused;
	} else if (asked->place != NULL) {
		asked->place->unsure--;
		asked->place->gaps[MISSING] +=
		    refused && !is_meant(line->arg[1]);
	} else if (refused) {
		(void)peers_send(peer,
		    PIECES(str_from(asked->reply), SPACE,
			line->arg[2])); /* or not */
	}
}

void
peers_lost(void)
{
	for (struct place *row = peers.rows; row->peer[0] != '\0'; row++) {
		row->gaps[MAYBE] += row->unsure;
		row->unsure = 0;
		row->asked = 0;
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
			(void)bridge_say(&why,
			    PIECES(STR("serve "),
				str_from(peer->name))); /* or later */
	}
}

void
peers_open(const char *path, size_t rate)
{
	const size_t size = ROWS * sizeof(struct place);
	const struct flock lock = { .l_type = F_WRLCK };
	const int fd = open(path, O_RDWR | O_CLOEXEC | O_CREAT, 0600);

	if (fd == -1)
		die_errno(EX_CANTCREAT, "cannot open %s", path);
	if (fcntl(fd, F_SETLK, &lock) == -1) /* lasts as long as we do */
		die(EX_CANTCREAT, "another bridge uses %s", path);
	errno = posix_fallocate(fd, 0, (off_t)size);
	if (errno != 0)
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	peers.rows =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (peers.rows == MAP_FAILED)
		die_errno(EX_OSERR, "cannot map %s", path);
	peers.rows[ROWS - 1].peer[0] = '\0'; /* it ends the used ones */
	peers.rate = rate;
}
