//! Documents of the vendor: reads them and turns them into facts.
