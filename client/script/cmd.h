/*
 * The commands for scripts: forkcast-scripts(1). Each has its own file cmd_*.c,
 * and main calls it with its own word as argv[0].
 */
#ifndef CLIENT_SCRIPT_CMD_H
#define CLIENT_SCRIPT_CMD_H

/* Each returns the exit status. */
int cmd_bot(int argc, char *const *argv);
int cmd_bridge(int argc, char *const *argv);
int cmd_fifo(int argc, char *const *argv);
int cmd_listen(int argc, char *const *argv);
int cmd_lock(int argc, char *const *argv);
int cmd_log(int argc, char *const *argv);
int cmd_names(int argc, char *const *argv);
int cmd_ping(int argc, char *const *argv);
int cmd_post(int argc, char *const *argv);
int cmd_send(int argc, char *const *argv); /* send, tell */
int cmd_stdio(int argc, char *const *argv);
int cmd_table(int argc, char *const *argv); /* put, cut, get */
int cmd_work(int argc, char *const *argv);

#endif
