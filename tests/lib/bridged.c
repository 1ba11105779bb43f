/* Servers with their bridges: see bridged.h. */
#include "bridged.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keeper.h"
#include "shared/io.h"

const char *const bridged_names[BRIDGED_MOST] = { "berlin", "paris", "rome",
	"cairo" };

static struct {
	struct bridged site[BRIDGED_MOST];
	size_t count;
	const char *groups;
} bridged;

/*
 * Returns a port that nobody uses, another one each time. It is none that the
 * system chooses for a connection.
 */
static unsigned
free_port(void)
{
	static unsigned next;
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	bool is_free = false;
	unsigned port = 0;

	for (int i = 0; i < 1000 && !is_free; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		port = 10000 + ((unsigned)getpid() * 20 + next++) % 20000;
		addr.sin_port = htons((in_port_t)port);
		is_free = fd != -1 &&
		    bind(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0;
		io_close(&fd);
	}
	MUST(is_free, "no port is free");
	return port;
}

/* Writes what each user may say and hear. */
static void
write_users(FILE *to)
{
	(void)fputs("authorization { users = [\n", to);
	for (size_t i = 0; i < BRIDGED_MOST; i++)
		(void)fprintf(to,
		    "{ user: %s, password: %s, permissions: {\n"
		    "  publish: [\"fc.t.g.*.%s\", \"fc.t.to.*.%s\"]\n"
		    "  subscribe: [\"fc.t.g.*.*\", \"fc.t.to.%s.*\"] } }\n",
		    bridged_names[i], bridged_names[i], bridged_names[i],
		    bridged_names[i], bridged_names[i]);
	(void)fputs("] }\n", to);
}

void
bridged_nats(struct bridged *site)
{
	char path[SCRATCH_PATH], script[SCRATCH_PATH + 64], name[32];
	FILE *to;

	(void)snprintf(name, sizeof(name), "nats-%s", site->name);
	scratch_path(path, name);
	to = fopen(path, "w");
	MUST(to != NULL, "cannot write %s", path);
	(void)fprintf(to, "listen: 127.0.0.1:%u\nserver_name: %s\n", site->port,
	    site->name);
	(void)fprintf(to, "cluster { name: fc, listen: 127.0.0.1:%u, routes: [",
	    site->route);
	for (size_t i = 0; i < bridged.count; i++)
		(void)fprintf(
		    to, "\n\"nats://127.0.0.1:%u\"", bridged.site[i].route);
	(void)fputs(" ] }\n", to);
	write_users(to);
	MUST(fclose(to) == 0, "cannot write %s", path);
	(void)snprintf(
	    script, sizeof(script), "exec nats-server -c '%s'", path);
	site->nats = shell_start("1", script);
	shell_expect(site->nats, site->nats->err, "* * * * Server is ready");
}

void
bridged_bridge(struct bridged *site)
{
	char command[512];

	(void)snprintf(command, sizeof(command),
	    "exec forkcast bridge -c t -N %s -m places-%s "
	    "-u %s:%s@127.0.0.1:%u %s",
	    site->name, site->name, site->name, site->name, site->port,
	    bridged.groups);
	site->bridge = shell_start(site->address, command);
}

void
bridged_kill(struct shell **shell)
{
	shell_signal(*shell, SIGKILL);
	(void)shell_status(*shell);
	*shell = NULL;
}

void
bridged_server(struct bridged *site)
{
	char config[4096], directory[SCRATCH_PATH], name[32];
	struct setup setup = { .config = config, .paced = site->paced };

	(void)snprintf(name, sizeof(name), "state-%s", site->name);
	scratch_path(directory, name);
	(void)snprintf(config, sizeof(config),
	    "state %s\nrelay relays\n" KEEPER_QUICK "%s", directory,
	    site->config);
	(void)snprintf(name, sizeof(name), "socket-%s", site->name);
	scratch_path(site->address, name);
	setup.listen[0] = site->address;
	site->server = server_start(&setup);
}

/* Writes the configuration of all bridges. */
static void
write_config(void)
{
	static const char *const names[] = { "config", "config/forkcast" };
	char path[SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(names); i++) {
		scratch_path(path, names[i]);
		MUST(mkdir(path, 0700) == 0, "mkdir fails");
	}
	scratch_path(path, "config/forkcast/config");
	scratch_write(path, "account relays\nsecret pw\n");
	MUST(chmod(path, 0600) == 0, "chmod fails");
}

struct bridged *
bridged_begin(size_t count, const char *config, const char *groups)
{
	if (system("command -v nats-server >/dev/null 2>&1") != 0)
		tap_skip("there is no nats-server here");
	write_config();
	bridged.count = count;
	bridged.groups = groups;
	for (size_t i = 0; i < count; i++) {
		struct bridged *site = &bridged.site[i];
		site->name = bridged_names[i];
		site->config = config;
		site->port = free_port();
		site->route = free_port();
	}
	for (size_t i = 0; i < count; i++) {
		struct bridged *site = &bridged.site[i];
		char directory[SCRATCH_PATH], name[32];
		(void)snprintf(name, sizeof(name), "state-%s", site->name);
		scratch_path(directory, name);
		MUST(mkdir(directory, 0700) == 0, "mkdir fails");
		scratch_give(directory);
		bridged_server(site);
		keeper_add(site->server, "relays");
		bridged_nats(site);
		bridged_bridge(site);
		server_expect(site->server, "bridge: join *");
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = 1; j < count; j++)
			server_expect(
			    bridged.site[i].server, "bridge: serve *");
	return bridged.site;
}

struct conn *
bridged_user(const char *port, const char *user)
{
	char address[ADDR_TEXT];
	struct conn *conn;

	(void)snprintf(address, sizeof(address), "127.0.0.1:%s", port);
	conn = conn_open_at(address);
	conn_wait_for(conn, "INFO ...");
	conn_say(conn,
	    "CONNECT {\"verbose\":false,\"echo\":false,\"user\":\"%s\","
	    "\"pass\":\"%s\"}",
	    user, user);
	conn_say(conn, "PING");
	conn_wait_for(conn, "PONG...");
	return conn;
}
