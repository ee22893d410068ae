//! Frames of a server, byte by byte (RFC 6455 §5.2).

/// The opcode of a continuation.
pub const CONTINUATION: u8 = 0;
/// The opcode of a text.
pub const TEXT: u8 = 1;
/// The opcode of binary data.
pub const BINARY: u8 = 2;
/// The opcode of a ping.
pub const PING: u8 = 9;

/// Returns a frame. `fin` marks the last frame of a message.
pub fn frame(fin: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![if fin { 0x80 | opcode } else { opcode }];
    match payload.len() {
        length @ 0..=125 => frame.push(length as u8),
        length @ 126..=0xffff => {
            frame.push(126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(payload);
    frame
}

/// Returns a text message in one frame.
pub fn text(text: &str) -> Vec<u8> {
    frame(true, TEXT, text.as_bytes())
}
