/*
 * What a configuration holds: a member for each key of forkcastd.conf(5).
 * Filled by config.c and config_keys.c; others only read it.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_VALUES_H
#define SERVER_BASE_CONFIG_CONFIG_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/settings.h"
#include "base/data/networks.h"
#include "base/log/log.h"
#include "shared/clock.h"

/* Who set a value: a later one's list replaces an earlier one's whole. */
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_OPTION };

struct config_list {
	char **at;
	size_t count;
	enum config_source source;
};

struct config_networks {
	struct networks set;
	enum config_source source;
};

/* Who may make accounts: nobody, who has a name, or anybody. */
enum config_register { REGISTER_NO, REGISTER_YES, REGISTER_BEFORE };

enum sandbox_mode { SANDBOX_ON, SANDBOX_OFF, SANDBOX_REQUIRE };

struct config {
	size_t
	    in_file; /* keys that the file has set, each as often as it has */
	struct settings said; /* and what it said */
	struct config_list listen; /* "ADDRESS MARK ...": config_marks.h */
	struct config_list group; /* groups that stay */
	struct config_list oper; /* accounts of the server's operators */
	struct config_networks allow; /* none: all but those of deny */
	struct config_networks deny;
	struct config_networks trusted; /* proxies */
	struct config_networks exempt; /* from the three keys that follow */
	size_t max_per_address; /* clients; 0: any number */
	size_t connect_rate; /* new connections a minute; 0: any number */
	size_t login_rate; /* attempts to log in, likewise */
	size_t account_rate; /* on one account, likewise */
	usec crash_time; /* how long the first ban lasts; 0: no bans */
	char *user; /* null: stay who we are */
	char *pid_file; /* null: none */
	char *password_file; /* null: none */
	char *server_name; /* null: the machine's */
	char *network; /* null: the usual one */
	char *motd; /* null: none */
	usec password_time; /* that a wrong one is not answered; 0: at once */
	char *board_group; /* that may look; null: the user's own */
	char *control; /* path of the socket, or "off"; null: see control.h */
	char *responder; /* address of UDP; null: none */
	size_t max_clients;
	bool max_clients_given; /* not the default: to be met, or refused */
	size_t max_joined; /* groups a client may be in */
	size_t max_groups; /* groups there may be */
	size_t max_made; /* of these, made by one client; 0: no limit */
	size_t max_made_per_address; /* by those of one address, likewise */
	size_t max_per_user; /* connections over UNIX sockets; 0: no limit */
	size_t line_rate; /* lines a second of a client; 0: no limit */
	size_t line_burst;
	size_t byte_rate; /* bytes a second, likewise */
	size_t byte_burst;
	size_t join_rate; /* a minute, likewise */
	size_t rename_rate; /* a minute, likewise */
	size_t profile_rate; /* a minute, likewise */
	size_t mode_rate; /* likewise: changes of modes */
	size_t invite_rate; /* a minute, likewise */
	usec stall_time;
	usec hold_time;
	usec grace;
	usec hello_time; /* 0: any */
	usec idle_time; /* 0: any */
	usec ping_time;
	usec chunk_time; /* 0: no chunks */
	size_t queue_max; /* bytes */
	size_t queue_total; /* bytes */
	size_t table_max; /* bytes */
	size_t box_max; /* bytes */
	char *state; /* the keeper's directory; null: none */
	size_t hash_rounds;
	size_t registering; /* enum config_register */
	size_t ready_fd; /* 0: none */
	size_t nice; /* how far its priority is raised; 0: not at all */
	size_t sandbox; /* enum sandbox_mode */
	size_t log_time; /* enum log_time */
	size_t log_format; /* enum log_format */
	bool board; /* there is a scoreboard */
	bool peer_names; /* on UNIX sockets the name is the login name */
	bool irc; /* it is spoken with who begins so */
	bool accounts; /* there are any */
	bool login_plaintext; /* secrets are taken wherever they come from */
	bool verbose;
	bool detach;
};

#endif
