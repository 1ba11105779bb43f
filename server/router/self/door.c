/*
 * The door: what a connection says before it has a name, how long it may be
 * silent, and how it goes. See self.h.
 */
#include "router/self/self.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "policy/password.h"
#include "policy/peers.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/floods.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "shared/buf.h"
#include "shared/names.h"

static struct door {
	bool shuts_out_guests;
} door;

void
door_shut(bool on)
{
	door.shuts_out_guests = on;
}

bool
door_is_shut_to(conn_id who)
{
	const client_id me = client_of(who);

	return door.shuts_out_guests && clients_name(me).len == 0 &&
	    clients_account(me).len == 0;
}

void
door_keepalive_start(uint32_t number)
{
	slots_get(number)->spoke = ticks_now();
	ticks_alarm(number, ticks_now());
}

/*
 * Returns whether the client owes an answer to a ping. A line that came in the
 * turn of the ping or later is an answer.
 */
static bool
is_asked(const struct slot *slot)
{
	return slot->pinged > slot->spoke;
}

void
door_keepalive_note(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const bool was_asked = is_asked(slot);

	slot->spoke = ticks_now();
	/* ping_time may be longer than the time to the next ping. */
	if (was_asked)
		ticks_alarm(number, ticks_now());
}

/* Returns when the silence of the client is too long, or ALARMS_NEVER. */
static usec
end_of_silence(const struct slot *slot)
{
	const struct config *config = config_now();
	const struct client *client = clients_get(client_of(slot->conn));
	usec since = slot->spoke, time = config->idle_time;

	if (client->named && is_asked(slot) && time > 0)
		return slot->pinged + config->ping_time;
	if (!client->named)
		time = config->hello_time;
	if (!client->named &&
	    (conns_get(slot->conn)->attempts || asks_is_pending(slot->conn.n)))
		since = ticks_now();
	return time > 0 ? since + time : ALARMS_NEVER; /* 0 means never */
}

usec
door_keepalive_check(uint32_t number)
{
	struct slot *slot = slots_get(number);
	bool is_named;

	if (slot->state != SLOT_OPEN || !conn_is(slot->conn))
		return ALARMS_NEVER;
	is_named = clients_get(client_of(slot->conn))->named;
	if (slot->up.paused && is_named)
		slot->spoke = ticks_now(); /* has sent a line, which waits */
	if (end_of_silence(slot) > ticks_now())
		return end_of_silence(slot);
	if (!is_named) {
		disconnect_request(number, BYE_IDLE,
		    WORDS(STR("you did not send your name in time")));
	} else if (is_asked(slot)) {
		const usec silent = (ticks_now() - slot->spoke) / SEC;
		disconnect_telling(number, BYE_IDLE, NO_WORDS,
		    WORDS(STR("Ping timeout: "), DECIMAL(silent),
			STR(" seconds")));
	} else {
		slot->pinged = ticks_now();
		fanout_slot(number, WORDS(STR("ping")));
	}
	return end_of_silence(slot);
}

enum outcome
ping_cmd(conn_id who, const struct command *command)
{
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/* Wrong passwords, or secrets, after which a client is disconnected. */
#define WRONG_MOST 3

unsigned
door_state(conn_id who)
{
	const struct connection *how = conns_get(who);

	if (clients_get(client_of(who))->named)
		return STATE_NAMED;
	if (how->proxy_pending)
		return STATE_PROXY_PENDING;
	return how->needs_password && password_is_set() ? STATE_LOCKED :
							  STATE_UNNAMED;
}

enum outcome
door_answer_denied(
    conn_id who, const struct command *command, struct str text, struct str bye)
{
	struct connection *how = conns_get(who);

	if (how->denied > ticks_mono()) {
		slots_wait(conns_slot(who), how->denied);
		return OUTCOME_WAIT;
	}
	how->denied = 0;
	if (++how->wrong < WRONG_MOST)
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, text);
	disconnect_kick(conns_slot(who), STR(NAME_OPERATOR), bye, WORDS(bye));
	return OUTCOME_DONE;
}

/*
 * Checks the password at once, but answers a wrong one only when that is due.
 */
enum outcome
pass_cmd(conn_id who, const struct command *command)
{
	struct connection *how = conns_get(who);
	const struct network from = conns_network(who);
	const usec now = ticks_mono();
	usec wait;

	if (door_state(who) != STATE_LOCKED)
		return answers_ok(who, command, NO_WORDS);
	if (how->denied == 0) {
		wait = peers_wait(&from, STR(""), now);
		if (wait > 0) {
			slots_wait(conns_slot(who), now + wait);
			return OUTCOME_WAIT;
		}
		if (password_matches(command->arg[0])) {
			how->needs_password = false;
			how->wrong = 0;
			return answers_ok(who, command, NO_WORDS);
		}
		peers_log_reject(REJECT_LOG_REFUSED, conns_get(who)->peer,
		    STR("wrong password"));
		how->denied = now + peers_failed(&from, STR(""), now);
	}
	return door_answer_denied(who, command, STR("wrong password"),
	    STR("too many wrong passwords"));
}

/*
 * Takes the address that the worker has read from the PROXY header, and counts
 * the client there, which may refuse it.
 */
enum outcome
proxied_cmd(conn_id who, const struct command *command)
{
	struct connection *conn = conns_get(who);
	char room[PEERS_TEXT];
	enum verdict verdict;
	struct addr addr;
	struct str text;

	conns_get(who)->proxy_pending = false;
	if (command->count == 0 || !addr_read(&addr, command->arg[0]))
		return OUTCOME_DONE;
	addr_text(&addr, conn->peer);
	clients_forget_host(client_of(who));
	verdict = peers_enter(&addr, clock_mono(), &conn->origin);
	if (verdict == PEERS_WELCOME)
		return OUTCOME_DONE;
	text = peers_refused(conn->peer, verdict, &addr, room);
	/*
	 * The words are those of accept/admit.c. Without memory, bye is lost
	 * too.
	 */
	fanout_slot(conns_slot(who), WORDS(PEERS_ERROR, text));
	disconnect_request(conns_slot(who), BYE_SERVER_FULL, WORDS(text));
	return OUTCOME_DONE;
}

/*
 * Disconnects a client whose proxy did not say for whom it comes, or what may
 * be a browser: a web page must not speak for the person who views it. pause is
 * how long the client had to pause if it sends no line ends, in ms; 0: it sends
 * them; or one of FAULT_.
 */
static enum outcome
end_foreign(conn_id who, uint64_t pause)
{
	const struct connection *conn = conns_get(who);
	const uint32_t slot = conns_slot(who);
	struct str wanted = STR("a name, as one word, or a command");

	if (conns_get(who)->proxy_pending) {
		wanted = pause == FAULT_PROXY_2 ?
		    STR("a PROXY protocol header of version 1 (it was of "
			"version 2)") :
		    pause == FAULT_NOT_FORWARDED ?
		    STR("a request of HTTP with X-Forwarded-For") :
		    STR("a PROXY protocol header of version 1");
		LOG_AT(LEVEL_NOTICE, STR("proxy: {peer} did not send {}"),
		    str_from(conn->peer), wanted);
		pause = 0;
	}
	if (pause == FAULT_TLS)
		LOG_AT(LEVEL_NOTICE,
		    STR("tls: {peer} speaks TLS, which a proxy beside the "
			"server ends: see forkcast-service(7), TLS"),
		    str_from(conn->peer));
	if (pause == FAULT_FRAMES)
		wanted = STR("frames as RFC 6455 has them, with text in UTF-8 "
			     "and at most 64 KiB in a message");
	if (pause == 0 || pause >= FAULT_NOT_FORWARDED)
		disconnect_request(
		    slot, BYE_PROTOCOL, WORDS(STR("expected "), wanted));
	else
		disconnect_request(slot, BYE_PROTOCOL,
		    WORDS(STR("expected "), wanted,
			STR("; a client that sends no line ends must pause for "),
			DECIMAL(pause), STR(" ms after its name")));
	return OUTCOME_DONE;
}

/* Handles a worker's refusal of a line, or its wish to end and the reason. */
enum outcome
fault_cmd(conn_id who, const struct command *command)
{
	const struct str name = clients_name(client_of(who));
	struct excess over = { 0 }; /* which limit was exceeded, and by what */
	enum code code;
	enum bye bye;

	if (command->count > 2)
		(void)str_to_number(command->arg[2], UINT64_MAX, &over.limit);
	if (command->count > 3)
		(void)str_to_number(command->arg[3], UINT64_MAX, &over.len);
	if (config_now()->verbose)
		LOG(STR("{name}: fault {verb} {code}"),
		    name.len > 0 ? name : STR("-"), command->arg[0],
		    command->arg[1]);
	if (code_find(command->arg[1], &code))
		return answers_refuse_verb(who, command->arg[0], code, over);
	if (!bye_find(command->arg[1], &bye))
		return OUTCOME_DONE;
	if (bye == BYE_PROTOCOL)
		return end_foreign(who, over.limit);
	disconnect_request(conns_slot(who), bye, NO_WORDS);
	return OUTCOME_DONE;
}

/* What it says is told if it may speak in all of its groups. */
enum outcome
quit_cmd(conn_id who, const struct command *command)
{
	const uint32_t number = conns_slot(who);
	const struct str said = command->arg[0];

	if (str_eq(said, STR("-")))
		disconnect_telling(
		    number, BYE_QUIT, NO_WORDS, WORDS(STR("Quit")));
	else if (said.len > 0 && rights_is_heard(client_of(who), said) &&
	    floods_count_all(who))
		disconnect_telling(
		    number, BYE_QUIT, NO_WORDS, WORDS(QUIT_SAYS, said));
	else
		disconnect_request(number, BYE_QUIT, NO_WORDS);
	return OUTCOME_DONE;
}

/* The offers of can. */

/* Room for all words. */
#define ROOM 96

/*
 * Sets the words of what the client can do, and returns a number for them, not
 * 0, which is the same in the next program. For some, a client sends a secret
 * in clear text.
 */
static uint32_t
offers_of(conn_id who, char room[ROOM], struct str *text)
{
	const struct config *config = config_now();
	const bool comes = config->accounts && asks_is_coming(ASKS_KEEPER);
	const bool may = comes && conns_takes_secret(who);
	const struct {
		bool is;
		struct str word;
	} offers[] = {
		{ may, STR("plain") },
		{ comes, STR("scram-sha-256") },
		{ may && config->registering != REGISTER_NO, STR("register") },
		{ may && config->registering == REGISTER_BEFORE,
		    STR("enroll") },
		{ comes && config->state == NULL, STR("volatile") },
		{ config->history != HISTORY_NO, STR("history:") },
	};
	uint32_t number = 1U << COUNT(offers);
	struct buf buf;

	buf_init(&buf, room, ROOM);
	for (size_t i = 0; i < COUNT(offers); i++)
		if (offers[i].is) {
			number |= 1U << i;
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(" ") : STR(""),
			    offers[i].word);
		}
	if (config->history != HISTORY_NO) {
		number |= (uint32_t)config->history_join << 8;
		(void)BUF_CAT(&buf, DECIMAL(config->history_join));
	}
	*text = buf_len(&buf) > 0 ? buf_str(&buf) : STR("-");
	return number;
}

enum outcome
can_cmd(conn_id who, const struct command *command)
{
	char room[ROOM];
	struct str text;

	conns_get(who)->offers = offers_of(who, room, &text);
	return answers_ok(who, command, WORDS(text));
}

void
door_offers_changed(void)
{
	char room[ROOM];
	struct str text;

	fanout_settle();
	FOR_EACH_CONN(who) {
		const uint32_t number = offers_of(who, room, &text);
		uint32_t *told = &conns_get(who)->offers;
		if (*told != 0 && *told != number) {
			*told = number;
			fanout_conn(who, WORDS(STR("can"), text));
		}
	}
}

static const struct field saved[] = {
	FIELD(BOOL, struct door, shuts_out_guests),
};

MODULE(door) = { FIELDS_SECTION("login", saved, door) };
