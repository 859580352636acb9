# $1: how many versions stay; 0 is a removal.  The socket first, or a client would start the service again.
if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now weir.socket || :
  systemctl disable --now weir.service || :
fi
