//! The door of the embedded server.
//!
//! The embedded PostgreSQL serves one connection and lets a second wait without a word, which looks like a hang; it
//! also stops listening when a client vanishes in the wrong moment. So clients talk to this listener: it passes one
//! connection on at a time, tells any further one why it must wait, and closes the inner side in good order.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::backend::Backend;

/// How long a second client waits for the first before it hears that there is no room.
const PATIENCE: Duration = Duration::from_millis(750);
/// How long it waits while the first is already leaving; the backend needs some milliseconds to close.
const LEAVING: Duration = Duration::from_secs(15);
/// Time for a client to say who it is.
const GREETING: Duration = Duration::from_secs(10);

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;
const CANCEL_REQUEST: u32 = 80_877_102;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seat {
    Free,
    Taken,
    Leaving,
}

struct Shared {
    backend: Backend,
    seat: Mutex<Seat>,
    changed: Condvar,
    stop: AtomicBool,
    /// The connection that is served, to end it when the engine ends.
    current: Mutex<Option<TcpStream>>,
}

/// The listener; closes when dropped, and ends the server behind it.
pub(super) struct Front {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Front {
    /// Listens on a loopback port, 0 for a free one, and passes connections on to the backend.
    pub fn open(port: u16, backend: Backend) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            backend,
            seat: Mutex::new(Seat::Free),
            changed: Condvar::new(),
            stop: AtomicBool::new(false),
            current: Mutex::new(None),
        });
        let for_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if for_thread.stop.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&for_thread);
                std::thread::spawn(move || {
                    // A client that vanished needs no answer.
                    let _ = shared.welcome(stream);
                });
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        if let Some(stream) = lock(&self.shared.current).take() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        // The inner server closes only when its connection is through.
        let idle = self.shared.take_seat();
        self.shared.backend.end(idle);
    }
}

impl Shared {
    fn welcome(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        client.set_read_timeout(Some(GREETING))?;
        let startup = loop {
            let mut head = [0_u8; 8];
            client.read_exact(&mut head)?;
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
            match u32::from_be_bytes([head[4], head[5], head[6], head[7]]) {
                // No TLS inside one machine.
                SSL_REQUEST | GSS_REQUEST => client.write_all(b"N")?,
                // The backend runs in this process and can't be interrupted from outside.
                CANCEL_REQUEST => return Ok(()),
                _ if (8..=10_000).contains(&length) => {
                    let mut packet = head.to_vec();
                    packet.resize(length as usize, 0);
                    client.read_exact(&mut packet[8..])?;
                    break packet;
                }
                _ => return Ok(()),
            }
        };
        client.set_read_timeout(None)?;
        if !self.take_seat() {
            return refuse(
                &client,
                "53300",
                "the embedded database serves one connection at a time, and another client is connected",
            );
        }
        let served = self.serve(&client, &startup);
        *lock(&self.current) = None;
        self.set(Seat::Free);
        if served.is_err() {
            let _ = refuse(&client, "57P03", "the embedded database has stopped; start it again");
        }
        served
    }

    /// Waits for the seat; false if somebody stays in it.
    fn take_seat(&self) -> bool {
        let start = Instant::now();
        let mut seat = lock(&self.seat);
        loop {
            let limit = match *seat {
                Seat::Free => {
                    *seat = Seat::Taken;
                    return true;
                }
                Seat::Taken => PATIENCE,
                Seat::Leaving => LEAVING,
            };
            let Some(left) = limit.checked_sub(start.elapsed()) else {
                return false;
            };
            seat = self.changed.wait_timeout(seat, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn set(&self, seat: Seat) {
        *lock(&self.seat) = seat;
        self.changed.notify_all();
    }

    /// Passes bytes both ways until either side ends. An error means that the inner server is gone for good.
    fn serve(&self, client: &TcpStream, startup: &[u8]) -> io::Result<()> {
        let mut inner = self.backend.connect()?;
        inner.set_nodelay(true)?;
        inner.write_all(startup)?;
        if !greet(&inner, client)? {
            let _ = inner.shutdown(Shutdown::Both);
            return Ok(());
        }
        *lock(&self.current) = Some(client.try_clone()?);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _ = copy(client, &inner);
                self.set(Seat::Leaving);
                // An end in good order: the inner server rolls back and closes its backend.
                let _ = inner.shutdown(Shutdown::Write);
            });
            let _ = copy(&inner, client);
            self.set(Seat::Leaving);
            let _ = client.shutdown(Shutdown::Both);
            // If the client left first, what the backend still says must be read, or it would see a reset.
            let _ = io::copy(&mut &inner, &mut io::sink());
        });
        Ok(())
    }
}

/// Brings the first answer of the backend into the order that clients expect (PostgreSQL manual, 53.2.1): the embedded
/// server sends notices before it, and for an unknown role an ERROR that is followed by a ready session. False if the
/// client was turned away.
fn greet(mut inner: &TcpStream, mut client: &TcpStream) -> io::Result<bool> {
    loop {
        let mut head = [0_u8; 5];
        inner.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let mut body = vec![0; length.saturating_sub(4).min(1 << 20)];
        inner.read_exact(&mut body)?;
        match head[0] {
            b'N' => {}
            b'E' => {
                let field = |wanted: u8| {
                    body.split(|b| *b == 0)
                        .find(|f| f.first() == Some(&wanted))
                        .map_or_else(String::new, |f| String::from_utf8_lossy(&f[1..]).into_owned())
                };
                let (mut code, message) = (field(b'C'), field(b'M'));
                if code == "22023" {
                    // What PostgreSQL says of an unknown role.
                    code = "28000".to_owned();
                }
                let _ = refuse(client, &code, &message);
                return Ok(false);
            }
            _ => {
                client.write_all(&head)?;
                client.write_all(&body)?;
                return Ok(true);
            }
        }
    }
}

fn copy(mut from: &TcpStream, mut to: &TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        acknowledge(from);
        let n = from.read(&mut buffer)?;
        if n == 0 {
            return Ok(());
        }
        to.write_all(&buffer[..n])?;
    }
}

/// Acknowledges at once what comes. The server inside writes an answer in several pieces and lets the second wait until the
/// first is acknowledged (Nagle's algorithm); an acknowledgement that the system delays costs each statement 40 ms. The
/// system forgets the wish, so it is told before every read.
#[cfg(target_os = "linux")]
fn acknowledge(stream: &TcpStream) {
    use std::os::linux::net::TcpStreamExt;
    // Where it can't, it is only slower.
    let _ = stream.set_quickack(true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge(_: &TcpStream) {}

/// An ErrorResponse (PostgreSQL manual, 53.7) in place of a backend.
fn refuse(mut client: &TcpStream, sqlstate: &str, message: &str) -> io::Result<()> {
    let mut body = Vec::new();
    for (field, text) in [(b'S', "FATAL"), (b'V', "FATAL"), (b'C', sqlstate), (b'M', message)] {
        body.push(field);
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    let mut packet = vec![b'E'];
    packet.extend_from_slice(&(u32::try_from(body.len()).unwrap_or(0) + 4).to_be_bytes());
    packet.extend_from_slice(&body);
    client.write_all(&packet)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
