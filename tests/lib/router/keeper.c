/* A keeper that the test plays: see keeper.h. */
#include "keeper.h"

#include <stdio.h>
#include <string.h>

#include "server/policy/peers.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/account_feed.h"
#include "shared/grammar.h"
#include "stage.h"
#include "tests/lib/must.h"

void
played_keeper_enter(struct puppet *keeper)
{
	played_keeper_enter_with(keeper, (const char *const[]) { NULL });
}

void
played_keeper_enter_with(struct puppet *keeper, const char *const kept[])
{
	puppet_help(keeper);
	slots_get(keeper->slot)->kind = KIND_KEEPER;
	slots_get(keeper->slot)->kind_name = "keeper";
	account_feed_keeper_started(keeper->slot);
	puppet_say(
	    keeper, "kept cloak AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
	while (*kept != NULL)
		puppet_say(keeper, *kept++);
	puppet_say(keeper, "kept all");
}

void
played_keeper_die(struct puppet *keeper)
{
	account_feed_keeper_ended(true);
	puppet_die(keeper);
}

uint64_t
played_keeper_asked(struct puppet *keeper, struct str *what)
{
	uint64_t number = 0;
	struct str line;

	stage_turn();
	stage_turn(); /* a client's turn came at the end of the one before */
	if (!puppet_line(keeper, &line))
		return 0;
	MUST(str_eq(str_word(&line), STR("ask")) &&
		str_to_number(str_word(&line), UINT64_MAX, &number),
	    "that is no question");
	*what = line;
	return number;
}

void
played_keeper_answer(struct puppet *keeper, uint64_t number, const char *answer)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "answer %llu %s",
	    (unsigned long long)number, answer); /* fits */
	puppet_say(keeper, line);
	stage_turn();
}

void
puppet_enter_from(struct puppet *puppet, const char *peer)
{
	struct client *client;
	struct addr addr;

	puppet_enter(puppet);
	client = clients_get(slots_get(puppet->slot)->client);
	MUST(addr_read(&addr, str_from(peer)), "no address");
	(void)snprintf(client->peer, ADDR_TEXT, "%s", peer); /* fits */
	client->secure = true;
	MUST(peers_enter(&addr, clock_mono(), &client->origin) == PEERS_WELCOME,
	    "it is refused");
	identity_update_host(slots_get(puppet->slot)->client);
}

void
puppet_enter_user(struct puppet *puppet, unsigned user)
{
	struct client *client;

	puppet_enter(puppet);
	client = clients_get(slots_get(puppet->slot)->client);
	(void)snprintf(client->peer, ADDR_TEXT, "unix"); /* fits */
	client->secure = true;
	MUST(users_enter(&client->peer_user, user, 0), "it is refused");
}
