/* A server with everything: see full.h. */
#include "full.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/accept/listen.h"
#include "server/accept/spawn.h"
#include "server/operator/control.h"
#include "server/operator/upgrade.h"
#include "server/policy/auth_backoff.h"
#include "server/policy/bans.h"
#include "server/policy/peers.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define LETTERS 3000 /* of a line that many get */
#define PINGS 40 /* more than one may say at once */

#define WRONG_MOST 4 /* passwords */
#define DENIALS_MANY 30 /* more than are logged */

static struct {
	char control[SCRATCH_PATH];
	char socket[SCRATCH_PATH];
	struct puppet ada, bob, cem, lazy, nobody, leaver, gone, quick, helper;
} full;

static struct client *
client_of(const struct puppet *puppet)
{
	return clients_get(slots_get(puppet->slot)->client);
}

static void
come_from(const struct puppet *puppet, const char *text)
{
	struct addr addr;

	MUST(addr_parse(&addr, text) == NULL &&
		peers_enter(&addr, clock_mono(), &client_of(puppet)->origin) ==
		    PEERS_WELCOME,
	    "%s may not come in", text);
}

static void
guess_from(const char *peer)
{
	const struct network from = origins_of(peer);

	(void)auth_backoff_failed(&from, STR("ada"), clock_mono());
}

/* Bans, crashes, wrong passwords, and those who were refused. */
static void
fill_policy(void)
{
	struct ban ban = { .until = 0 };

	MUST(network_parse(&ban.network, "192.0.2.0/24") == NULL &&
		bans_add(&ban) &&
		network_parse(&ban.network, "2001:db8:1::/48") == NULL,
	    "no bans");
	ban.until = clock_wall() + SEC;
	ban.reason = STR("too  loud, twice");
	MUST(bans_add(&ban), "no ban");
	for (int i = 0; i < WRONG_MOST; i++)
		guess_from("198.51.100.1:5");
	guess_from("[2001:db8:5::1]:5");
	come_from(&full.ada, "203.0.113.5:6");
	come_from(&full.bob, "203.0.113.5:7");
	come_from(&full.cem, "[2001:db8:7::1]:8");
	peers_crashed(client_of(&full.bob)->origin, clock_mono());
	for (int i = 0; i < DENIALS_MANY; i++)
		reject_log_add(
		    REJECT_LOG_REFUSED, "203.0.113.9", STR("banned"));
}

static void
fill_clients(void)
{

	puppet_join(&full.ada, "ada", "all");
	puppet_join(&full.bob, "bob", "all");
	puppet_join(&full.cem, "cem", "all");
	puppet_join(&full.lazy, "lazy", "all");
	puppet_join(&full.leaver, "leaver", "other");
	puppet_join(&full.gone, "gone", "other");
	puppet_enter(&full.nobody);
	puppet_join(&full.quick, "quick", "other");
	puppet_help(&full.helper);
	puppet_say(&full.ada, "topic all what it is about");
	puppet_say(&full.ada, "join made-by-ada");
	groups_keep(groups_find(STR("other")), 0);
	client_of(&full.nobody)->needs_password = true;
	client_of(&full.nobody)->wrong = 2;
	(void)users_enter(&client_of(&full.lazy)->peer_user, 1000, 0);
}

/* Tables, boxes and modes; tests/unit/top/left.c has more of them. */
static void
fill_kept(void)
{
	puppet_say(&full.ada, "put all what it is");
	puppet_say(&full.bob, "put @bob who that is");
	puppet_say(&full.cem, "hear what who");
	puppet_say(&full.ada, "post all to do");
	puppet_say(&full.bob, "take all 1");
	puppet_say(&full.ada, "post all to do later");
}

/* Fills the queues in both directions. */
static void
fill_pipes(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "send all %s", filler(LETTERS)); /* fits */
	/* Until the group has too much before it, and one of hers is held. */
	while (slots_get(full.ada.slot)->up.held_since == 0) {
		char last[LIMIT_LINE];
		puppet_say(&full.ada, line);
		puppet_hear_all(&full.ada, last);
		puppet_hear_all(&full.bob, last);
	}
	puppet_write(&full.bob, STR("send all half a li"));
	puppet_say(&full.leaver, "quit see you");
	puppet_write(&full.gone, STR("send other last words\n"));
	stage_configure((const struct config_option[]) { { "line_rate", "1" },
	    { "line_burst", "5" }, { "max_clients", "20" },
	    { "hello_time", "0" }, { NULL, NULL } });
	for (int i = 0; i < PINGS; i++)
		puppet_write(&full.quick, STR("ping\n"));
	stage_turn();
	puppet_hang_up(&full.quick); /* and has more to say than it may */
}

/* One has asked for an upgrade, another one has said half a line. */
static void
fill_control(void)
{
	const struct config config = { .control = full.control };
	struct error why;
	struct addr addr;

	control_find(&config, geteuid());
	MUST(control_open(&why), "%s", why.text);
	MUST(addr_parse(&addr, full.control) == NULL, "no address");
	for (int i = 0; i < 2; i++) {
		const struct str order =
		    i == 0 ? STR("upgrade -n /bin/true\n") : STR("stat");
		const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		MUST(connect(fd, &addr.to.any, addr.len) == 0 &&
			io_write_all(fd, order.at, order.len),
		    "cannot connect");
		for (int turns = 0; turns < 3; turns++) {
			control_watch();
			stage_turn();
			control_serve();
		}
	}
	MUST(upgrade_is_running(), "no upgrade is wanted");
}

static void
fill_doors(void)
{
	char *at[] = { full.socket, strdup("127.0.0.1:0") };
	const struct config_list list = { .at = at, .count = COUNT(at) };
	struct error why;

	MUST(listen_to(&list, &why), "%s", why.text);
	free(at[1]);
}

void
full_begin(void)
{
	scratch_path(full.control, "control");
	scratch_path(full.socket, "socket");
}

void
full_fill(void)
{
	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	MUST(spawn_init(), "no bell");
	pace_turns(SEC); /* or all would be at its beginning */
	fill_clients();
	fill_policy();
	fill_kept(); /* now that it is known from where they come */
	fill_doors();
	fill_control();
	fill_pipes();
}
