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
#include "shared/die.h"
#include "shared/names.h"

#define SILENCE (8 * SEC) /* after which a peer cannot be reached */
#define ASK_AGAIN (3 * SEC) /* when a request is repeated */
#define ROWS 65536

/*
 * The place up to which a peer was heard in a group: a row of the file, which
 * is mapped, so that what is noted here outlasts us.
 */
struct place {
	char peer[SERVER_MOST + 1]; /* empty: a free row */
	char token[TOKEN_MOST + 1]; /* the group */
	uint64_t epoch, id, n; /* of the last message given to the server */
	uint64_t unsure[2]; /* given in that half, and not confirmed */
	uint64_t missing, maybe; /* messages that are to be told */
	bool some; /* that there may be more is to be told */
	uint64_t known; /* the highest ID that exists, as far as is known */
	uint64_t behind; /* messages, at the last beat; 0 also if not counted */
	uint64_t repairs, lost; /* for peers_print, too */
	usec heard;
};

static struct {
	struct peer *peer[PEERS_MOST];
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

struct peer *
peers_next(size_t number)
{
	return number < peers.count ? peers.peer[number] : NULL;
}

struct peer *
peers_find(struct str name)
{
	struct peer *peer;

	for (size_t i = 0; i < peers.count; i++)
		if (str_eq(str_from(peers.peer[i]->name), name))
			return peers.peer[i];
	if (peers.count == PEERS_MOST || !peers_may_be(name))
		return NULL;
	peer = calloc(1, sizeof(*peer));
	if (peer == NULL)
		die_errno(EX_OSERR, "no memory for another server");
	memcpy(peer->name, name.at, name.len);
	peers.peer[peers.count++] = peer;
	return peer;
}

/* Finds the row of the file, or takes a free one. */
static struct place *
find_row(const struct peer *peer, const struct group *group)
{
	struct place *row = peers.rows;
	int error;

	for (; row < peers.rows + peers.used; row++)
		if (strcmp(row->peer, peer->name) == 0 &&
		    strcmp(row->token, group->token) == 0)
			return row;
	if (peers.used == ROWS)
		die(EX_CANTCREAT, "the file of places is full");
	error = posix_fallocate(
	    peers.fd, (off_t)(peers.used * sizeof(*row)), sizeof(*row));
	if (error != 0)
		die(EX_CANTCREAT, "cannot write the file of places: %s",
		    strerror(error));
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

/* Tells the peer's groups. */
static void
tell_groups(const struct peer *peer, struct str what)
{
	for (size_t i = 0; bridge_group(i) != NULL; i++)
		if (peer->places[i] != NULL)
			(void)LOCAL_NOTE(str_from(bridge_group(i)->name),
			    STR("-- "), str_from(peer->name),
			    what); /* or not */
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
peers_charge(struct peer *peer, size_t lines)
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
tell_missing(
    const struct peer *peer, const struct group *group, struct place *place)
{
	const struct str to = str_from(group->name),
			 name = str_from(peer->name);

	if (place->missing > 0 &&
	    LOCAL_NOTE(to, STR("-- "), name, STR(": messages missing here: "),
		DECIMAL(place->missing))) {
		place->lost += place->missing;
		place->missing = 0;
	}
	if (place->maybe > 0 &&
	    LOCAL_NOTE(to, STR("-- "), name,
		STR(": messages that may be missing here: "),
		DECIMAL(place->maybe)))
		place->maybe = 0;
	if (place->some &&
	    LOCAL_NOTE(to, STR("-- "), name,
		STR(": messages may be missing here, nobody knows how many")))
		place->some = false;
}

/* Moves the place to the message, and notes what is missing before it. */
static void
advance(struct place *place, const struct said *to)
{
	const uint64_t last = to->n - (to->name.len > 0 && to->n > 0);
	const bool counted = place->epoch == to->epoch && place->n > 0;

	if (place->id != 0 && to->before == 0) {
		if (counted && last > place->n)
			place->missing += last - place->n;
		else
			place->some |= !counted || to->n == 0;
	}
	place->epoch = to->epoch;
	place->id = to->id;
	place->n = to->n;
	if (place->known < to->id)
		place->known = to->id;
}

/* Takes the end of an answer; if that has helped, there may be more. */
static void
take_end(struct peer *peer, struct place *place, const struct said *end)
{
	if (end->before <= place->id && end->id > place->id)
		advance(place, end);
	if (place->id > peer->asked_after)
		peer->asked = 0;
}

static size_t
lines_of(struct str text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	return lines;
}

void
peers_said(struct peer *peer, struct group *group, const struct said *said)
{
	struct place *place = place_of(peer, group);
	const size_t lines = lines_of(said->text);
	struct str text = said->text;

	if (said->name.len == 0) {
		take_end(peer, place, said);
		return;
	}
	if (said->id <= place->id)
		return; /* it was relayed */
	if (place->known < said->id)
		place->known = said->id;
	if (lines > LIMIT_LINES ||
	    (place->id != 0 && said->before > place->id) ||
	    !local_has_room(lines,
		said->text.len + said->tags.len + lines * 4 * LIMIT_GROUP) ||
	    !peers_charge(peer, lines))
		return; /* it is asked for again */
	advance(place, said);
	tell_missing(peer, group, place);
	while (text.at != NULL) {
		const struct str line = str_cut(&text, '\n');
		if (!local_relay(peer, group, said, line, text.at == NULL))
			place->missing++;
	}
	place->unsure[local_half()]++; /* before it is written */
}

void
peers_exists(struct peer *peer, struct group *group, const struct said *last)
{
	struct place *place = place_of(peer, group);

	if (place->id == 0) /* a new place begins here */
		advance(place, last);
	if (place->known < last->id)
		place->known = last->id;
	place->heard = clock_wall();
	place->behind =
	    place->epoch == last->epoch && place->n > 0 && last->n > place->n ?
	    last->n - place->n :
	    0;
}

void
peers_refused(struct str name, const struct group *group)
{
	struct peer *peer = peers_find(name);

	if (peer != NULL)
		place_of(peer, group)->missing++;
}

void
peers_confirm(unsigned half)
{
	for (size_t i = 0; i < peers.used; i++)
		peers.rows[i].unsure[half] = 0;
}

void
peers_lost(void)
{
	for (size_t i = 0; i < peers.used; i++) {
		struct place *row = &peers.rows[i];
		row->maybe += row->unsure[0] + row->unsure[1];
		row->unsure[0] = row->unsure[1] = 0;
	}
	for (size_t i = 0; i < peers.count; i++)
		peers.peer[i]->asked = 0;
	peers_serve_again();
}

/* Looks after what is missing; asks for it in one group at a time. */
static void
repair(struct peer *peer, usec now)
{
	struct group *group;

	for (size_t i = 0; (group = bridge_group(i)) != NULL; i++) {
		struct place *place = peer->places[i];
		if (place == NULL || !group->live)
			continue;
		tell_missing(peer, group, place);
		if (place->known > place->id &&
		    now - peer->asked >= ASK_AGAIN &&
		    peer->lines < peers.rate && local_has_room(1, 0) &&
		    WIRE_SAY(str_from(peer->name), STR("again "),
			str_from(group->token), STR(" "), DECIMAL(place->id))) {
			peer->asked = now;
			peer->asked_after = place->id;
			place->repairs++;
		}
	}
}

void
peers_turn(struct script *script, usec now)
{
	for (size_t i = 0; i < peers.count; i++) {
		struct peer *peer = peers.peer[i];
		repair(peer, now);
		if (!peer->silent && now - peer->heard >= SILENCE) {
			peer->silent = true;
			tell_groups(peer, STR(" cannot be reached"));
		}
		if (!peer->served && local_has_room(1, 0)) {
			SESSION_SAY(&script->session, VERB_SERVE, STR("serve"),
			    str_from(peer->name));
			peer->served = true;
		}
	}
}

void
peers_serve_again(void)
{
	for (size_t i = 0; i < peers.count; i++)
		peers.peer[i]->served = false;
}

/* Maps the file, and finds how many rows are used. */
static void
map(const char *path)
{
	const size_t size = ROWS * sizeof(struct place);

	if (ftruncate(peers.fd, (off_t)size) == -1)
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
	peers_lost();
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
			       lost = row->lost + row->missing;
		(void)printf("%s %s: heard %" PRIu64 " s ago, %s, behind "
			     "%" PRIu64 ", repaired %" PRIu64
			     ", missing %" PRIu64 "\n",
		    row->peer, row->token, ago,
		    row->known > row->id ? "repairing" : "up to date",
		    row->behind, row->repairs, lost);
	}
	return EX_OK;
}
