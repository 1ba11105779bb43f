/*
 * The values of a configuration: a member for each key of forkcastd.conf(5).
 * Filled by config.c and config_keys.c, which says what a new key takes; all
 * others only read it.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_VALUES_H
#define SERVER_BASE_CONFIG_CONFIG_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/settings.h"
#include "base/data/networks.h"
#include "base/log/log.h"
#include "shared/clock.h"

/*
 * The source of a value. A list from a later source replaces the whole list
 * from an earlier one.
 */
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

/*
 * The choices for registering accounts: nobody may, a client with a name may,
 * or any client may, even before it has a name.
 */
enum config_register { REGISTER_NO, REGISTER_YES, REGISTER_BEFORE };

enum sandbox_mode { SANDBOX_ON, SANDBOX_OFF, SANDBOX_REQUIRE };

struct config {
	size_t in_file; /* settings in the file, repeated ones too */
	struct settings said; /* the settings in the file */
	struct config_list listen; /* "ADDRESS MARK ...": config_marks.h */
	struct config_list group; /* permanent groups */
	struct config_list oper; /* accounts of the server's operators */
	struct config_networks allow; /* empty: all but those of deny */
	struct config_networks deny;
	struct config_networks trusted; /* proxies */
	struct config_networks exempt; /* not limited by address */
	size_t max_per_address; /* clients; 0: no limit */
	size_t connect_rate; /* new connections a minute; 0: no limit */
	size_t login_rate; /* login attempts a minute; 0: no limit */
	size_t account_rate; /* of one account, a minute; 0: no limit */
	usec crash_time; /* length of the first block; 0: no blocks */
	char *user; /* null: the user that started the server */
	char *pid_file; /* null: none */
	char *password_file; /* null: none */
	char *server_name; /* null: the machine's name */
	char *network; /* null: the default */
	char *motd; /* null: none */
	usec password_time; /* delay of the reply to a wrong one; 0: none */
	char *board_group; /* reads the scoreboard; null: user's own */
	char *control; /* path of the socket, or "off"; null: see control.h */
	char *responder; /* UDP address; null: none */
	size_t max_clients;
	bool max_clients_given; /* not the default: to be met, or refused */
	size_t max_joined; /* groups that a client may be in */
	size_t max_groups; /* groups in total */
	size_t max_made; /* groups made by one client; 0: no limit */
	size_t max_made_per_address; /* from one address; 0: no limit */
	size_t max_per_user; /* connections over UNIX sockets; 0: no limit */
	size_t line_rate; /* lines a second from a client; 0: no limit */
	size_t line_burst;
	size_t byte_rate; /* bytes a second; 0: no limit */
	size_t byte_burst;
	size_t join_rate; /* a minute; 0: no limit */
	size_t rename_rate; /* a minute; 0: no limit */
	size_t profile_rate; /* a minute; 0: no limit */
	size_t mode_rate; /* changes of modes a minute; 0: no limit */
	size_t invite_rate; /* a minute; 0: no limit */
	usec stall_time;
	usec hold_time;
	usec grace;
	usec hello_time; /* 0: no limit */
	usec idle_time; /* 0: no limit */
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
	size_t nice; /* how far the priority is raised; 0: not at all */
	size_t sandbox; /* enum sandbox_mode */
	size_t log_time; /* enum log_time */
	size_t log_format; /* enum log_format */
	bool board; /* there is a scoreboard */
	bool peer_names; /* a client on a UNIX socket is named by its login */
	bool irc; /* clients may speak IRC */
	bool accounts; /* there are accounts */
	bool login_plaintext; /* secrets are accepted over any connection */
	bool verbose;
	bool detach;
};

#endif
