/*
 * server/base/config/config: defaults, the file, the command line; faults and
 * places.
 */
#include "server/base/config/config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "server/base/mem/arena.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

#define ADDRESS                                                        \
	"expected an address, such as 192.0.2.7 or 2001:db8::7, or a " \
	"network, "                                                    \
	"such as 192.0.2.0/24"
#define NUMBER "must be a whole number"
#define SIZE "must be a number of bytes, or end in K or M"
#define TIME "must be a time in seconds, such as 0.5"
#define SYNC "must be none, or a time in seconds, such as 0.5"
#define PLACE                                               \
	"expected a port from 0 to 65535, host:port, [v6]:" \
	"port or a path with a /"
#define UDP "must be a UDP address, such as 127.0.0.1:1234"
#define SWITCH "must be yes or no"

static char file[SCRATCH_PATH];

static bool
load(const char *text, struct config *config, struct error *why)
{
	static const struct config_command_line line = { .file = file };

	scratch_write(file, text);
	return config_load(config, &line, why);
}

/* How many bits of a set match an address; -1: none. */
static int
bits_of(const struct config_networks *networks, const char *text)
{
	struct network network;

	MUST(network_parse(&network, text) == NULL, "no address: %s", text);
	return networks_match(&networks->set, &network.ip);
}

static void
has_defaults(void)
{
	static const struct config_command_line line = { 0 };
	struct config config;
	struct error why;

	if (!TAP_OK(config_load(&config, &line, &why), "no file, no options"))
		return;
	TAP_OK(config.listen.count == 1 &&
		!strcmp(config.listen.at[0], "127.0.0.1:1234"),
	    "one address");
	TAP_OK(config.trusted.set.count == 2 && config.password_file == NULL,
	    "proxies on this machine, no password");
	TAP_OK(config.group.count == 3 && !strcmp(config.group.at[2], "3"),
	    "three groups");
	TAP_OK(config.user == NULL && config.pid_file == NULL &&
		config.ready_fd == 0,
	    "no user, pid file or descriptor");
	TAP_OK(config.board && config.responder == NULL,
	    "a scoreboard, and nobody answers from it");
	TAP_OK(config.max_clients == 1000 && !config.max_clients_given,
	    "1000 clients, if that can be");
	TAP_OK(config.allow.set.count == 0 && config.deny.set.count == 0 &&
		bits_of(&config.exempt, "127.1.2.3") == 8 &&
		bits_of(&config.exempt, "::1") == 128 &&
		bits_of(&config.exempt, "192.0.2.7") == -1,
	    "networks");
	TAP_OK(config.max_per_address == 50 && config.connect_rate == 120 &&
		config.crash_time == 60 * SEC && config.password_time == SEC,
	    "limits of an address");
	TAP_OK(config.max_joined == 100 && config.max_groups == 10000 &&
		config.max_made == 100,
	    "groups");
	TAP_OK(config.line_rate == 100 && config.line_burst == 1000 &&
		config.byte_rate == (size_t)128 << 10 &&
		config.byte_burst == (size_t)1 << 20 &&
		config.change_rate == 120,
	    "rates");
	TAP_OK(config.max_per_user == 50 && !config.peer_names, "users");
	TAP_OK(config.stall_time == 30 * SEC && config.hold_time == 10 * SEC &&
		config.grace == 5 * SEC && config.chunk_time == 300 * MSEC,
	    "times");
	TAP_OK(config.irc, "what is spoken");
	TAP_OK(config.hello_time == 20 * SEC && config.idle_time == 0 &&
		config.ping_time == 30 * SEC,
	    "times of silence");
	TAP_OK(config.queue_max == (size_t)8 << 20 &&
		config.queue_total == (size_t)256 << 20 &&
		config.table_keys == 1000 &&
		config.table_max == (size_t)4 << 20 &&
		config.box_max == (size_t)4 << 20,
	    "queues");
	TAP_OK(config.history == HISTORY_NO &&
		config.history_group.count == 0 && config.history_days == 30 &&
		config.history_size == (size_t)1024 << 20 &&
		config.history_sync == SEC &&
		config.history_for == HISTORY_FOR_MEMBERS &&
		config.history_join == 50,
	    "no history");
	TAP_OK(config.sandbox == SANDBOX_ON &&
		config.log_time == LOG_TIME_AUTO &&
		config.log_format == LOG_FORMAT_TEXT && !config.verbose &&
		!config.detach,
	    "choices");
	config_free(&config);
}

static void
takes_every_key(void)
{
	struct config config;
	struct error why = { 0 };

	if (!TAP_OK(
		load(
		    "# all of them\n\n"
		    "listen [::1]:1\n listen\t/tmp/x/y \n"
		    "trusted 192.0.2.0/24\npassword_file /etc/secret\n"
		    "server_name irc.example.org\nnetwork Example\n"
		    "motd /etc/motd\n"
		    "group tea # green\n\r\n"
		    "box jobs\nbox mail\ntable keys\n"
		    "allow 192.0.2.0/24\nallow ::/0\ndeny 192.0.2.7\n"
		    "exempt 10.0.0.0/8\nmax_per_address 15\n"
		    "connect_rate 16\ncrash_time 1.5\n"
		    "user nobody\r\npid_file /run/a#b\nmax_clients 17\n"
		    "max_joined 18\nmax_groups 19\nstall_time 20.5\n"
		    "hold_time 20.25\n"
		    "grace 0.25\nchunk_time 0\nirc no\nhello_time 0\n"
		    "idle_time 600\nping_time 24\nqueue_max 21000000\n"
		    "queue_total 22M\ntable_keys 36\ntable_max 24M\nbox_max 25M\nready_fd "
		    "23\nsandbox require\n"
		    "line_rate 24\nline_burst 25\nbyte_rate 26K\n"
		    "byte_burst 27K\nchange_rate 28\n"
		    "max_per_user 30\npeer_names yes\n"
		    "password_time 0.5\nmax_made 31\n"
		    "board yes\nresponder [::1]:7\nstate /s\n"
		    "history all\nhistory_group tea\nhistory_days 37\n"
		    "history_size 38M\nhistory_sync 3.5\nhistory_join 39\n"
		    "history_for joined\n"
		    "log_time no\nlog_format json\nverbose yes\ndetach yes",
		    &config, &why),
		"every key: %s", why.text))
		return;
	TAP_OK(config.listen.count == 2 &&
		!strcmp(config.listen.at[0], "[::1]:1") &&
		!strcmp(config.listen.at[1], "/tmp/x/y"),
	    "addresses");
	TAP_OK(config.group.count == 1 && !strcmp(config.group.at[0], "tea"),
	    "a group");
	TAP_OK(bits_of(&config.allow, "192.0.2.7") == 24 &&
		bits_of(&config.allow, "::1") == 0 &&
		bits_of(&config.deny, "192.0.2.7") == 32 &&
		bits_of(&config.exempt, "10.1.2.3") == 8 &&
		bits_of(&config.exempt, "127.0.0.1") == -1,
	    "networks");
	TAP_OK(config.max_per_address == 15 && config.connect_rate == 16 &&
		config.crash_time == SEC + 500 * MSEC,
	    "limits of an address");
	TAP_OK(bits_of(&config.trusted, "192.0.2.7") == 24 &&
		!strcmp(config.password_file, "/etc/secret") &&
		!strcmp(config.server_name, "irc.example.org") &&
		!strcmp(config.network, "Example") &&
		!strcmp(config.motd, "/etc/motd") &&
		config.password_time == 500 * MSEC,
	    "a network and a password");
	TAP_OK(!strcmp(config.user, "nobody") &&
		!strcmp(config.pid_file, "/run/a#b") &&
		!strcmp(config.responder, "[::1]:7"),
	    "texts");
	TAP_OK(config.max_clients == 17 && config.max_joined == 18 &&
		config.max_groups == 19 && config.ready_fd == 23 &&
		config.max_made == 31,
	    "numbers");
	TAP_OK(config.stall_time == 20 * SEC + 500 * MSEC &&
		config.hold_time == 20 * SEC + 250 * MSEC &&
		config.grace == 250 * MSEC && config.chunk_time == 0,
	    "times");
	TAP_OK(!config.irc, "what is spoken");
	TAP_OK(config.hello_time == 0 && config.idle_time == 600 * SEC &&
		config.ping_time == 24 * SEC,
	    "times of silence");
	TAP_OK(config.queue_max == 21000000 &&
		config.queue_total == (size_t)22 << 20 &&
		config.table_keys == 36 &&
		config.table_max == (size_t)24 << 20 &&
		config.box_max == (size_t)25 << 20,
	    "sizes");
	TAP_OK(config.line_rate == 24 && config.line_burst == 25 &&
		config.byte_rate == 26 * 1024 &&
		config.byte_burst == 27 * 1024 && config.change_rate == 28,
	    "rates");
	TAP_OK(config.max_per_user == 30 && config.peer_names, "users");
	TAP_OK(config.history == HISTORY_ALL &&
		config.history_group.count == 1 && config.history_days == 37 &&
		config.history_size == (size_t)38 << 20 &&
		config.history_sync == 3 * SEC + 500 * MSEC &&
		config.history_for == HISTORY_FOR_JOINED &&
		config.history_join == 39,
	    "history");
	TAP_OK(config.sandbox == SANDBOX_REQUIRE &&
		config.log_time == LOG_TIME_NO &&
		config.log_format == LOG_FORMAT_JSON && config.verbose &&
		config.detach,
	    "choices");
	config_free(&config);
}

static const struct {
	const char *text;
	const char *wrong; /* null: nothing */
} rows[] = {
	{ "", NULL },
	{ "\n\n # x\n", NULL },
	{ "max_clients 1", NULL },
	{ "max_clients 32768", NULL },
	{ "max_clients 0", ":1: max_clients 0: must be 1 or more" },
	{ "max_clients 32769", ":1: max_clients 32769: must be 32768 or less" },
	{ "max_clients", ":1: max_clients: missing value" },
	{ "max_clients #1", ":1: max_clients: missing value" },
	{ "max_clients ten", ":1: max_clients ten: " NUMBER },
	{ "max_clients -1", ":1: max_clients -1: " NUMBER },
	{ "max_clients 1 2", ":1: max_clients 1 2: " NUMBER },
	{ "max_clients 18446744073709551616",
	    ":1: max_clients 18446744073709551616: must be 32768 or less" },
	{ "allow 192.0.2.0/24", NULL },
	{ "allow all", ":1: allow all: " ADDRESS },
	{ "allow none", ":1: allow none: " ADDRESS },
	{ "deny ::/0", NULL },
	{ "deny", ":1: deny: missing value" },
	{ "deny ::/129",
	    ":1: deny ::/129: expected a number of bits after the /, at most 32 for IPv4 "
	    "and 128 for IPv6" },
	{ "exempt none", NULL },
	{ "exempt None", ":1: exempt None: " ADDRESS },
	{ "exempt 10.1.2.3/8",
	    ":1: exempt 10.1.2.3/8: bits after the network part must be 0" },
	{ "max_per_address 0", NULL },
	{ "max_per_address 32768", NULL },
	{ "max_per_address 32769",
	    ":1: max_per_address 32769: must be 32768 or less" },
	{ "connect_rate 0", NULL },
	{ "connect_rate 60000", NULL },
	{ "connect_rate 60001",
	    ":1: connect_rate 60001: must be 60000 or less" },
	{ "crash_time 0", NULL },
	{ "crash_time 86400", NULL },
	{ "crash_time 86400.1",
	    ":1: crash_time 86400.1: must be 86400 seconds or less" },
	{ "max_joined 65536", NULL },
	{ "max_joined 0", ":1: max_joined 0: must be 1 or more" },
	{ "max_joined 65537", ":1: max_joined 65537: must be 65536 or less" },
	{ "max_groups 65536", NULL },
	{ "max_groups 0", ":1: max_groups 0: must be 1 or more" },
	{ "max_groups 65537", ":1: max_groups 65537: must be 65536 or less" },
	{ "password_time 0", NULL },
	{ "password_time 61",
	    ":1: password_time 61: must be 60 seconds or less" },
	{ "max_made 0", NULL },
	{ "max_made 65537", ":1: max_made 65537: must be 65536 or less" },
	{ "line_rate 0", NULL },
	{ "line_rate 1073741824", NULL },
	{ "line_rate 1073741825",
	    ":1: line_rate 1073741825: must be 1073741824 or less" },
	{ "line_burst 1", NULL },
	{ "line_burst 0", ":1: line_burst 0: must be 1 or more" },
	{ "byte_rate 0", NULL },
	{ "byte_rate 1025M", ":1: byte_rate 1025M: must be 1024M or less" },
	{ "byte_burst 4K", NULL },
	{ "byte_burst 4095", ":1: byte_burst 4095: must be 4K or more" },
	{ "byte_burst 1025M", ":1: byte_burst 1025M: must be 1024M or less" },
	{ "change_rate 0", NULL },
	{ "change_rate 1.5", ":1: change_rate 1.5: " NUMBER },
	{ "change_rate many", ":1: change_rate many: " NUMBER },
	{ "max_per_user 0", NULL },
	{ "max_per_user 32769",
	    ":1: max_per_user 32769: must be 32768 or less" },
	{ "peer_names no", NULL },
	{ "peer_names maybe", ":1: peer_names maybe: " SWITCH },
	{ "responder 127.0.0.1:0", NULL },
	{ "responder [::1]:65535", NULL },
	{ "responder localhost:1234", NULL },
	{ "responder 1234", NULL },
	{ "responder", ":1: responder: missing value" },
	{ "responder [::1]:65536",
	    ":1: responder [::1]:65536: port must be a number from 0 to 65535" },
	{ "responder nowhere", ":1: responder nowhere: " PLACE },
	{ "responder /run/s", ":1: responder /run/s: " UDP },
	{ "responder ./s", ":1: responder ./s: " UDP },
	{ "responder 1234\nboard yes", NULL },
	{ "ready_fd 3", NULL },
	{ "ready_fd 2", ":1: ready_fd 2: must be 3 or more" },
	{ "ready_fd 65536", ":1: ready_fd 65536: must be 65535 or less" },
	{ "queue_max 64K", NULL },
	{ "queue_max 65536", NULL },
	{ "queue_max 65535", ":1: queue_max 65535: must be 64K or more" },
	{ "queue_max 63K", ":1: queue_max 63K: must be 64K or more" },
	{ "queue_max 8G", ":1: queue_max 8G: " SIZE },
	{ "queue_max M", ":1: queue_max M: " SIZE },
	{ "queue_max 1.5M", ":1: queue_max 1.5M: " SIZE },
	{ "queue_total 1M", NULL },
	{ "box a:b", ":1: box a:b: invalid group name" },
	{ "table a*", ":1: table a*: invalid group name" },
	{ "table_max 0", NULL },
	{ "table_keys 0", ":1: table_keys 0: must be 1 or more" },
	{ "table_keys 1", NULL },
	{ "table_keys 10000", NULL },
	{ "table_keys 10001", ":1: table_keys 10001: must be 10000 or less" },
	{ "box_max 1024M", NULL },
	{ "box_max 1025M", ":1: box_max 1025M: must be 1024M or less" },
	{ "table_max 1024M", NULL },
	{ "table_max 1025M", ":1: table_max 1025M: must be 1024M or less" },
	{ "history no", NULL },
	{ "history groups\nstate /s", NULL },
	{ "state /s\nhistory all", NULL },
	{ "history yes", ":1: history yes: must be no, groups or all" },
	{ "history_group tea\nhistory_group 1", NULL },
	{ "history_group a:b", ":1: history_group a:b: invalid group name" },
	{ "history_days 0", NULL },
	{ "history_days 36500", NULL },
	{ "history_days 36501",
	    ":1: history_days 36501: must be 36500 or less" },
	{ "history_days 0.5", ":1: history_days 0.5: " NUMBER },
	{ "history_size 1M", NULL },
	{ "history_size 1023K", ":1: history_size 1023K: must be 1M or more" },
	{ "history_size 1G", ":1: history_size 1G: " SIZE },
	{ "history_sync none", NULL },
	{ "history_sync each", ":1: history_sync each: " SYNC },
	{ "history_sync 0.01", NULL },
	{ "history_sync 3600", NULL },
	{ "history_sync 0",
	    ":1: history_sync 0: must be 0.01 seconds or more" },
	{ "history_sync 3601",
	    ":1: history_sync 3601: must be 3600 seconds or less" },
	{ "history_for members", NULL },
	{ "history_for all", ":1: history_for all: must be members or joined" },
	{ "history_join 0", NULL },
	{ "history_join 1000", NULL },
	{ "history_join 1001", ":1: history_join 1001: must be 1000 or less" },
	{ "stall_time 0.1", NULL },
	{ "stall_time 0.09",
	    ":1: stall_time 0.09: must be 0.1 seconds or more" },
	{ "stall_time 31536000", NULL },
	{ "hold_time 0.1", NULL },
	{ "hold_time 0.09", ":1: hold_time 0.09: must be 0.1 seconds or more" },
	{ "stall_time 31536001",
	    ":1: stall_time 31536001: must be 31536000 seconds or less" },
	{ "grace 0.1", NULL },
	{ "grace 0", ":1: grace 0: must be 0.1 seconds or more" },
	{ "grace nan", ":1: grace nan: " TIME },
	{ "grace inf", ":1: grace inf: must be 31536000 seconds or less" },
	{ "grace 5s", ":1: grace 5s: " TIME },
	{ "chunk_time -1", ":1: chunk_time -1: must be 0 seconds or more" },
	{ "chunk_time 0", NULL },
	{ "hello_time 0", NULL },
	{ "idle_time 0", NULL },
	{ "ping_time 0", ":1: ping_time 0: must be 0.1 seconds or more" },
	{ "sandbox off", NULL },
	{ "sandbox On", ":1: sandbox On: must be on, off or require" },
	{ "log_time auto", NULL },
	{ "log_time yes no", ":1: log_time yes no: must be auto, yes or no" },
	{ "log_format text", NULL },
	{ "log_format json", NULL },
	{ "log_format xml", ":1: log_format xml: must be text or json" },
	{ "verbose no", NULL },
	{ "verbose maybe", ":1: verbose maybe: " SWITCH },
	{ "detach 1", ":1: detach 1: " SWITCH },
	{ "listen 1 proxy", NULL },
	{ "listen /tmp/x \tproxy", NULL },
	{ "listen 1proxy", ":1: listen 1proxy: " PLACE },
	{ "listen proxy", ":1: listen proxy: " PLACE },
	{ "listen 1 proxy proxy", ":1: listen 1 proxy proxy: " PLACE },
	{ "listen 1 proxies", ":1: listen 1 proxies: " PLACE },
	{ "trusted ::1", NULL },
	{ "trusted 10.0.0.0/8", NULL },
	{ "group a b", ":1: group a b: invalid group name" },
	{ "group a,b", ":1: group a,b: invalid group name" },
	{ "colour red", ":1: colour red: unknown key" },
	{ "Listen 1", ":1: Listen 1: unknown key" },
	{ "\n# x\n\ncolour red\nverbose x", ":4: colour red: unknown key" },
	{ "verbose yes\n\r\nverbose x\n", ":3: verbose x: " SWITCH },
};

static bool
is_empty(const struct config *config)
{
	return config->listen.count == 0 && config->group.count == 0 &&
	    config->user == NULL && config->max_clients == 0;
}

static void
judges_each_line(void)
{
	char want[sizeof(((struct error *)NULL)->text)];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct config config;
		struct error why = { 0 };
		const bool good = load(rows[i].text, &config, &why);
		if (rows[i].wrong == NULL) {
			TAP_OK(good, "good: line %zu of the table %s", i,
			    why.text);
			config_free(&config);
			continue;
		}
		(void)snprintf(want, sizeof(want), "%s%s", file, rows[i].wrong);
		TAP_OK(!good && is_empty(&config), "bad: line %zu of the table",
		    i);
		TAP_STR(str_from(why.text), str_from(want), "and said where");
		TAP_NUM(why.code, EX_CONFIG, "and how bad it is");
	}
}

static bool
loads(const char *text)
{
	struct config config;
	struct error why;
	const bool good = load(text, &config, &why);

	if (good)
		config_free(&config);
	return good;
}

/* A line of so many bytes with its LF. */
static bool
loads_line_of(size_t len)
{
	static char text[4096];

	(void)snprintf(text, sizeof(text), "#%s\nverbose no\n",
	    filler(len - 2)); /* fits: no test asks for more */
	return loads(text) && strlen(text) == len + 11;
}

/* The last one may lack its LF, for which there must be room all the same. */
static bool
loads_last_line_of(size_t len)
{
	static char text[4096];

	(void)snprintf(text, sizeof(text), "verbose no\n#%s", filler(len - 1));
	return loads(text);
}

static void
limits_lines(void)
{
	TAP_OK(loads_line_of(1023), "a line of 1023 bytes");
	TAP_OK(!loads_line_of(1024), "one of 1024 is too long");
	TAP_OK(!loads_line_of(1025), "one of 1025 too");
	TAP_OK(!loads_line_of(3000), "and one of 3000");
	TAP_OK(loads_last_line_of(1022), "without its end one of 1022");
	TAP_OK(!loads_last_line_of(1023), "but none of 1023");
}

static void
has_an_order(void)
{
	const struct config_command_line line = { .file = file,
		.option = { { "listen", "127.0.0.1:3" },
		    { "listen", "127.0.0.1:4" }, { "verbose", "no" } },
		.count = 3 };
	struct config config;
	struct error why = { 0 };

	scratch_write(file,
	    "listen 127.0.0.1:1\nlisten 127.0.0.1:2\nverbose yes\n"
	    "max_clients 5\nmax_clients 6\ngroup tea\ngroup coffee\n"
	    "user ali\nuser bo\n");
	if (!TAP_OK(config_load(&config, &line, &why), "both: %s", why.text))
		return;
	TAP_OK(config.listen.count == 2 &&
		!strcmp(config.listen.at[0], "127.0.0.1:3") &&
		!strcmp(config.listen.at[1], "127.0.0.1:4"),
	    "a list of the command line replaces that of the file");
	TAP_OK(!config.verbose, "and so does a value");
	TAP_OK(config.max_clients == 6 && config.max_clients_given,
	    "the last line of the file wins");
	TAP_OK(config.user != NULL && !strcmp(config.user, "bo"),
	    "the last text too");
	TAP_OK(config.group.count == 2 && !strcmp(config.group.at[0], "tea"),
	    "a list of the file replaces the defaults");
	config_free(&config);
}

/*
 * Returns the number of bits that exempt, set to this, gives to this machine.
 */
static int
exempt_bits(const char *text)
{
	struct config config;
	struct error why = { 0 };
	int bits;

	MUST(load(text, &config, &why), "%s", why.text);
	bits = bits_of(&config.exempt, "127.0.0.1");
	config_free(&config);
	return bits;
}

static void
can_exempt_nobody(void)
{
	TAP_NUM(exempt_bits(""), 8, "who is exempt by default");
	TAP_NUM(exempt_bits("exempt ::1"), -1, "is not, if others are");
	TAP_NUM(exempt_bits("exempt none"), -1, "or if nobody is");
	TAP_NUM(exempt_bits("exempt 127.0.0.1\nexempt none"), -1,
	    "none is without those before");
	TAP_NUM(exempt_bits("exempt none\nexempt 127.0.0.1"), 32,
	    "and with those behind");
}

static void
refuses_bad_options(void)
{
	const struct config_command_line line = {
		.option = { { "max_clients", "none" } }, .count = 1
	};
	struct config config;
	struct error why = { 0 };

	TAP_OK(!config_load(&config, &line, &why), "a bad option");
	TAP_STR(str_from(why.text), STR("max_clients none: " NUMBER),
	    "is told with its value");
	TAP_NUM(why.code, EX_USAGE, "and is a matter of usage");
}

/* Some errors are in no single line. */
static void
judges_the_whole(void)
{
	struct config config;
	struct error why = { 0 };

	TAP_OK(
	    !load("max_groups 2\ngroup a\ngroup b\ngroup c", &config, &why) &&
		is_empty(&config) && why.code == EX_CONFIG,
	    "more groups than there may be: %s", why.text);
	TAP_OK(!load("responder 1234\nboard no", &config, &why) &&
		is_empty(&config) && why.code == EX_CONFIG &&
		strstr(why.text, "\"board no\"") != NULL,
	    "who answers has nothing to answer from: %s", why.text);
}

static void
needs_state_for_history(void)
{
	static const char *const wrong[] = { "history all",
		"history groups\nhistory_group tea" };
	struct config config;
	struct error why = { 0 };

	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(!load(wrong[i], &config, &why) &&
			why.code == EX_CONFIG &&
			strstr(why.text, "set \"state\"") != NULL,
		    "%s: %s", wrong[i], why.text);
}

/* In a server that detaches, a relative path would be another one. */
static void
refuses_relative_paths(void)
{
	static const char *const wrong[] = { "pid_file p", "control ./p",
		"state p", "password_file p", "motd p", "listen ./p" };
	static const char sound[] =
	    "detach yes\ncontrol off\nresponder localhost:1\nlisten 1";
	struct config config;
	struct error why = { 0 };
	char text[64];

	for (size_t i = 0; i < COUNT(wrong); i++) {
		(void)snprintf(text, sizeof(text), "detach yes\n%s", wrong[i]);
		TAP_OK(!load(text, &config, &why) && why.code == EX_USAGE &&
			strstr(why.text, strchr(wrong[i], ' ')) != NULL,
		    "%s: %s", wrong[i], why.text);
	}
	TAP_OK(load(sound, &config, &why), "what is no path: %s", why.text);
	config_free(&config);
}

/* Whatever type a value is of, a reload does not leak it. */
static void
frees_every_type(void)
{
	static const char text[] =
	    "listen 1\ngroup tea\noper bo\nallow ::/0\ndeny ::1\n"
	    "trusted ::1\nexempt ::1\nuser u\npid_file /p\nmotd /m\n"
	    "password_file /w\nserver_name s\nnetwork n\n"
	    "control off\nresponder 1\nstate /s\n";
	const size_t before = arena_used();
	struct config config;
	struct error why = { 0 };

	TAP_OK(load(text, &config, &why) && arena_used() > before,
	    "every text and list: %s", why.text);
	config_free(&config);
	TAP_NUM(arena_used(), before, "what is in use after it is freed");
}

/* Each key that is fixed is written as in a file. */
static void
writes_fixed_values(void)
{
	static const struct {
		const char *key, *value;
	} fixed[] = { { "user", "u" }, { "pid_file", "" }, { "control", "off" },
		{ "board", "yes" }, { "nice", "-7" }, { "ready_fd", "23" },
		{ "sandbox", "require" }, { "detach", "no" } };
	char room[CONFIG_DIGITS];
	struct config config;
	struct error why = { 0 };
	struct str value;

	TAP_OK(load("user u\ncontrol off\nnice -7\n"
		    "ready_fd 23\nsandbox require\n",
		   &config, &why),
	    "fixed values: %s", why.text);
	for (size_t i = 0; i < COUNT(fixed); i++) {
		const char *key = config_fixed(&config, i, &value, room);
		TAP_OK(key != NULL && !strcmp(key, fixed[i].key) &&
			str_eq(value, str_from(fixed[i].value)),
		    "%s", fixed[i].key);
	}
	TAP_OK(config_fixed(&config, COUNT(fixed), &value, room) == NULL,
	    "no others");
	config_free(&config);
}

/* Files that are none; none of them may stop the server either. */
static void
refuses_other_files(void)
{
	static char path[SCRATCH_PATH];
	const struct config_command_line line = { .file = path };
	struct config config;
	struct error why = { 0 };

	scratch_path(path, "missing");
	TAP_OK(!config_load(&config, &line, &why) &&
		strstr(why.text, path) != NULL &&
		strstr(why.text, strerror(ENOENT)) != NULL,
	    "none: %s", why.text);
	TAP_NUM(why.code, EX_CONFIG, "no configuration");
	MUST(mkdir(path, 0700) == 0, "cannot make a directory");
	TAP_OK(!config_load(&config, &line, &why) &&
		strstr(why.text, path) != NULL,
	    "a directory: %s", why.text);
	scratch_path(path, "fifo");
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	TAP_OK(!config_load(&config, &line, &why) &&
		strstr(why.text, path) != NULL,
	    "a FIFO: %s", why.text);
}

static void
is_in_force(void)
{
	struct config config;
	struct error why;

	for (int i = 0; i < 2; i++) {
		if (!TAP_OK(load("user bo\nmax_clients 7", &config, &why),
			"a configuration"))
			return;
		config_use(&config);
		TAP_OK(config_now()->max_clients == 7 &&
			!strcmp(config_now()->user, "bo"),
		    "is in force");
	}
	TAP_OK(!load("max_clients x", &config, &why) &&
		config_now()->max_clients == 7,
	    "a bad one changes nothing");
}

/* Text after a NUL must not be skipped. */
static void
refuses_nul(void)
{
	static const struct config_command_line line = { .file = file };
	static const char text[] = "verbose yes\0 nonsense\n";
	struct config config;
	struct error why = { 0 };
	FILE *stream = fopen(file, "w");

	MUST(stream != NULL &&
		fwrite(text, 1, sizeof(text) - 1, stream) == sizeof(text) - 1 &&
		fclose(stream) == 0,
	    "cannot write %s", file);
	TAP_OK(!config_load(&config, &line, &why) &&
		strstr(why.text, ":1: line contains a NUL byte") != NULL,
	    "a NUL byte: %s", why.text);
}

/* A state could not have more. */
static void
bounds_boxes(void)
{
	struct error why = { 0 };
	struct config config;
	char text[4096];
	size_t len = 0;

	for (int i = 0; i < 100; i++)
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "box b%d\n", i);
	if (TAP_OK(load(text, &config, &why) && config.box.count == 100,
		"as many boxes as there can be: %s", why.text))
		config_free(&config);
	(void)snprintf(text + len, sizeof(text) - len, "box b100\n");
	TAP_OK(!load(text, &config, &why) &&
		strstr(why.text, ":101: box b100: too many boxes: limit 100") !=
		    NULL,
	    "and no more: %s", why.text);
}

int
main(void)
{
	scratch_path(file, "forkcastd.conf");
	has_defaults();
	takes_every_key();
	judges_each_line();
	limits_lines();
	refuses_nul();
	judges_the_whole();
	refuses_relative_paths();
	frees_every_type();
	writes_fixed_values();
	has_an_order();
	can_exempt_nobody();
	refuses_bad_options();
	refuses_other_files();
	needs_state_for_history();
	is_in_force();
	bounds_boxes();
	return tap_done();
}
