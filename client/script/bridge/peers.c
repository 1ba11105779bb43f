/* Other bridges, and what they say: see bridge.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"

#define SILENCE (8 * SEC) /* after which a peer cannot be reached */
#define ASK_AGAIN (3 * SEC) /* when a request is repeated */
#define ASK_SOON (200 * MSEC) /* when one is whose answer was dropped */

struct peer {
	char name[SERVER_MOST + 1];
	usec heard; /* 0: never */
	bool silent; /* and that was told */
	bool served; /* the local server gives us what is told to it */
	bool behind; /* some place is */
	bool dirty; /* some place is */
	usec asked; /* of the open request; 0: none */
	uint64_t asked_after; /* the ID in it */
	usec second; /* since when lines are counted */
	size_t lines, repairs; /* in that second; requests ever */
	uint64_t missing; /* messages, ever */
	struct place *places; /* one for each group */
};

/* A row of the file; rows have one length, so that each is written alone. */
#define ROW 256

static struct {
	struct peer *peer[PEERS_MOST];
	size_t count;
	size_t most; /* lines a second of one peer */
	int fd; /* the file */
	size_t rows; /* in it */
} peers = { .fd = -1 };

void
peers_limit(size_t lines_a_second)
{
	peers.most = lines_a_second;
}

struct str
peers_name(const struct peer *peer)
{
	return str_from(peer->name);
}

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

struct peer *
peers_find(struct str name)
{
	struct peer *peer;

	for (size_t i = 0; i < peers.count; i++)
		if (str_eq(peers_name(peers.peer[i]), name))
			return peers.peer[i];
	if (peers.count == PEERS_MOST || !peers_may_be(name))
		return NULL;
	peer = calloc(1, sizeof(*peer));
	if (peer != NULL)
		peer->places = calloc(GROUPS_MOST, sizeof(*peer->places));
	if (peer == NULL || peer->places == NULL)
		die_errno(EX_OSERR, "no memory for another server");
	memcpy(peer->name, name.at, name.len);
	for (size_t i = 0; bridge_group(i) != NULL; i++) {
		peer->places[i].peer = peer;
		peer->places[i].group = bridge_group(i);
	}
	peers.peer[peers.count++] = peer;
	return peer;
}

/* Tells the peer's groups. */
static void
tell_groups(const struct peer *peer, struct str what)
{
	for (size_t i = 0; bridge_group(i) != NULL; i++)
		if (peer->places[i].sent != 0)
			LOCAL_NOTE(bridge_group(i)->name, STR("-- "),
			    peers_name(peer), what);
}

void
peers_heard(struct peer *peer)
{
	peer->heard = clock_mono();
	if (peer->silent)
		tell_groups(peer, STR(" can be reached again"));
	peer->silent = false;
}

bool
peers_is_here(const struct peer *peer)
{
	return peer->heard != 0 && !peer->silent;
}

/* Charges the peer's rate; false if it is too fast. */
static bool
take_rate(struct peer *peer, size_t lines)
{
	const usec now = clock_mono();

	if (now - peer->second >= SEC) {
		peer->second = now;
		peer->lines = 0;
	}
	if (peer->lines >= peers.most)
		return false;
	peer->lines += lines;
	return true;
}

/* Says in the group that up to so many messages are missing; 0: some. */
static void
tell_missing(struct place *place, uint64_t count)
{
	place->peer->missing += count > 0 ? count : 1;
	LOCAL_NOTE(place->group->name, STR("-- "), peers_name(place->peer),
	    STR(": messages missing here: "),
	    count > 0 ? DECIMAL(count) : STR("some"));
}

/* Has the place written to the file. */
static void
mark(struct place *place)
{
	place->dirty = true;
	place->peer->dirty = true;
}

/* Moves the place to the message; what lies between is missing. */
static void
advance(struct place *place, const struct said *to, uint64_t follows)
{
	const bool counted =
	    place->epoch == to->epoch && place->sent_n > 0 && follows > 0;

	if (place->sent != 0 && counted && follows > place->sent_n + 1)
		tell_missing(place, follows - place->sent_n - 1);
	place->epoch = to->epoch;
	place->sent = to->id;
	place->sent_n = to->n;
	mark(place);
}

static size_t
lines_of(const struct said *said)
{
	size_t lines = 1;

	for (size_t i = 0; i < said->text.len; i++)
		lines += said->text.at[i] == '\n';
	return lines;
}

/* Says the lines of a message that are not there yet. */
static void
say(struct place *place, const struct said *said)
{
	struct str text = said->text;
	bool first = true;

	while (text.at != NULL) {
		const struct str line = str_cut(&text, '\n');
		if (said->id <= place->unsure && place->skip > 0)
			place->skip--;
		else
			local_relay(place, said, line, first, text.at == NULL);
		first = false;
	}
}

void
peers_said(struct peer *peer, struct group *group, const struct said *said)
{
	struct place *place = &peer->places[group->number];
	const size_t lines = lines_of(said);

	if (said->id <= place->sent)
		return;
	place->known = place->known > said->id ? place->known : said->id;
	peer->behind = true;
	if (place->checking || lines > LIMIT_LINES ||
	    (place->sent != 0 && said->before > place->sent) ||
	    !local_has_room(lines,
		said->text.len + said->tags.len + lines * 2 * LIMIT_GROUP) ||
	    !take_rate(peer, lines))
		return;
	if (place->sent != 0 && said->before == 0)
		tell_missing(place, 0);
	advance(place, said, said->n);
	say(place, said);
	if (place->flying == 0)
		peers_confirm(place, said->id, said->n, place->local);
}

void
peers_exists(struct peer *peer, struct group *group, const struct said *last)
{
	struct place *place = &peer->places[group->number];

	if (place->sent == 0) { /* a new place begins here */
		advance(place, last, 0);
		place->id = last->id;
		place->n = last->n;
	}
	if (last->id > place->known)
		place->known = last->id;
	peer->behind |= place->known > place->sent;
}

void
peers_upto(struct peer *peer, struct group *group, const struct said *to,
    uint64_t last)
{
	struct place *place = &peer->places[group->number];

	if (place->checking || place->sent < last) {
		/* Something was dropped: it is asked for again, soon. */
		peer->asked = clock_mono() - ASK_AGAIN + ASK_SOON;
		return;
	}
	peer->asked = 0;
	if (to->id > place->sent)
		advance(place, to, to->n > 0 ? to->n + 1 : 0);
	if (place->sent <= peer->asked_after)
		place->known = place->sent; /* there is no more */
	if (place->flying == 0)
		peers_confirm(place, to->id, to->n, place->local);
}

void
peers_confirm(struct place *place, uint64_t id, uint64_t n, uint64_t local)
{
	place->id = place->flying == 0 ? place->sent : id;
	place->n = place->flying == 0 ? place->sent_n : n;
	place->local = local;
	mark(place);
}

void
peers_refused(struct place *place, struct str why)
{
	complain("%s: a message for %.*s was refused: %.*s", place->peer->name,
	    (int)place->group->name.len, place->group->name.at, (int)why.len,
	    why.at);
	if (str_eq(why, code_word(CODE_SLOW_DOWN)) ||
	    str_eq(why, code_word(CODE_TOO_LONG)))
		tell_missing(place, 1);
}

static void
lose(struct place *place)
{
	place->flying = place->skip = 0;
	place->unsure = place->sent;
	place->checking = place->sent != place->id;
}

void
peers_lost(void)
{
	for (size_t i = 0; i < peers.count; i++)
		for (size_t j = 0; bridge_group(j) != NULL; j++)
			lose(&peers.peer[i]->places[j]);
}

bool
peers_unsure(const struct group *group, uint64_t *after)
{
	bool unsure = false;

	for (size_t i = 0; i < peers.count; i++) {
		const struct place *place =
		    &peers.peer[i]->places[group->number];
		if (!place->checking)
			continue;
		if (!unsure || place->local < *after)
			*after = place->local;
		unsure = true;
	}
	return unsure;
}

void
peers_seen(struct group *group, struct str server, const struct said *said)
{
	struct peer *peer = peers_find(server);
	struct place *place =
	    peer != NULL ? &peer->places[group->number] : NULL;

	if (place != NULL && place->checking && said->id > place->local)
		place->skip += lines_of(said);
}

/*
 * Ends the doubt. If the history knows what has arrived, the rest comes again.
 * Otherwise nothing comes twice, and the members know how much may be missing.
 */
static void
settle(struct place *place, bool known)
{
	if (!place->checking)
		return;
	place->checking = false;
	mark(place);
	if (known) {
		place->sent = place->id;
		place->sent_n = place->n;
		place->known = place->unsure;
		place->peer->behind = true;
		return;
	}
	tell_missing(place,
	    place->n > 0 && place->sent_n > place->n ?
		place->sent_n - place->n :
		0);
	place->id = place->sent;
	place->n = place->sent_n;
}

void
peers_settle(struct group *group, bool known)
{
	for (size_t i = 0; i < peers.count; i++)
		settle(&peers.peer[i]->places[group->number], known);
}

/* Asks the peer for what is missing in one group. */
static void
ask(struct peer *peer, usec now)
{
	const struct place *place = NULL;

	for (size_t i = 0; bridge_group(i) != NULL && place == NULL; i++)
		if (peer->places[i].known > peer->places[i].sent &&
		    !peer->places[i].checking)
			place = &peer->places[i];
	peer->behind = place != NULL;
	if (place == NULL || !local_has_room(1, 0) || peer->lines >= peers.most)
		return;
	if (NATS_PUBLISH(bridge_subject("to", peers_name(peer)), STR("again "),
		str_from(place->group->token), STR(" "), DECIMAL(place->epoch),
		STR(" "), DECIMAL(place->sent))) {
		peer->asked = now;
		peer->asked_after = place->sent;
		peer->repairs++;
	}
}

void
peers_turn(usec now)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = peers.peer[i];
		if (peer->behind &&
		    (peer->asked == 0 || now - peer->asked >= ASK_AGAIN))
			ask(peer, now);
		if (peer->heard != 0 && !peer->silent &&
		    now - peer->heard >= SILENCE) {
			peer->silent = true;
			tell_groups(peer, STR(" cannot be reached"));
		}
	}
}

void
peers_serve(struct script *script)
{
	for (size_t i = 0; i < peers.count; i++)
		if (!peers.peer[i]->served && local_has_room(1, LIMIT_NAME)) {
			SESSION_SAY(&script->session, VERB_SERVE, STR("serve"),
			    peers_name(peers.peer[i]));
			peers.peer[i]->served = true;
		}
}

void
peers_unserved(void)
{
	for (size_t i = 0; i < peers.count; i++)
		peers.peer[i]->served = false;
}

void
peers_tell(struct str to)
{
	for (size_t i = 0; i < peers.count; i++) {
		const struct peer *peer = peers.peer[i];
		size_t behind = 0;
		for (size_t j = 0; bridge_group(j) != NULL; j++)
			behind += peer->places[j].known > peer->places[j].sent;
		LOCAL_NOTE(to, peers_name(peer), STR(": heard "),
		    DECIMAL(peer->heard == 0 ?
			    0 :
			    (clock_mono() - peer->heard) / SEC),
		    STR(" s ago, behind in "), DECIMAL(behind),
		    STR(" groups, repairs "), DECIMAL(peer->repairs),
		    STR(", missing "), DECIMAL(peer->missing));
	}
	LOCAL_NOTE(to, STR("peers: "), DECIMAL(peers.count));
}

/* Takes a row of the file: "PEER GROUP EPOCH ID N SENT SENT_N LOCAL". */
static void
take_row(char *text)
{
	char name[SERVER_MOST + 1], token[3 * LIMIT_GROUP + 1];
	unsigned long long of[6];

	if (sscanf(text, "%24s %192s %llu %llu %llu %llu %llu %llu", name,
		token, &of[0], &of[1], &of[2], &of[3], &of[4], &of[5]) != 8)
		die(EX_DATAERR, "the file of places has another form");
	struct peer *peer = peers_find(str_from(name));
	struct group *group = bridge_find_token(str_from(token));
	if (peer == NULL || group == NULL)
		return;
	struct place *place = &peer->places[group->number];
	*place = (struct place) { .peer = peer,
		.group = group,
		.row = peers.rows,
		.epoch = of[0],
		.id = of[1],
		.n = of[2],
		.sent = of[3],
		.sent_n = of[4],
		.local = of[5] };
}

void
peers_open(const char *path)
{
	const struct flock lock = { .l_type = F_WRLCK };
	char row[ROW];

	peers.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (peers.fd == -1)
		die_errno(EX_CANTCREAT, "cannot open %s", path);
	if (fcntl(peers.fd, F_SETLK, &lock) == -1)
		die(EX_CANTCREAT, "another bridge uses %s", path);
	while (read(peers.fd, row, ROW) == ROW) {
		peers.rows++;
		row[ROW - 1] = '\0';
		take_row(row);
	}
	peers_lost();
}

static void
save(struct place *place)
{
	char row[ROW];
	int len;

	if (!place->dirty)
		return;
	if (place->row == 0)
		place->row = ++peers.rows;
	len = snprintf(row, ROW, "%s %s %llu %llu %llu %llu %llu %llu",
	    place->peer->name, place->group->token,
	    (unsigned long long)place->epoch, (unsigned long long)place->id,
	    (unsigned long long)place->n, (unsigned long long)place->sent,
	    (unsigned long long)place->sent_n,
	    (unsigned long long)place->local);
	if (len < 0 || len >= ROW)
		die(EX_SOFTWARE, "a place is too long");
	memset(row + len, ' ', ROW - (size_t)len);
	row[ROW - 1] = '\n';
	if (pwrite(peers.fd, row, ROW, (off_t)((place->row - 1) * ROW)) != ROW)
		die_errno(EX_IOERR, "cannot write the file of places");
	place->dirty = false;
}

void
peers_save(void)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = peers.peer[i];
		for (size_t j = 0; peer->dirty && bridge_group(j) != NULL; j++)
			save(&peer->places[j]);
		peer->dirty = false;
	}
}
